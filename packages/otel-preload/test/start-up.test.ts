import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const run = promisify(execFile);
const dist = new URL("../dist/", import.meta.url).pathname;
const fixture = (name: string): string => new URL(`fixtures/basic/${name}`, import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "start-up-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Loaded {
  readonly files: readonly string[];
  readonly builtIn: readonly string[];
}

async function loaded(flags: readonly string[]): Promise<Loaded> {
  const { stdout } = await run(process.execPath, [...flags, fixture("loaded.cjs")], {
    env: { HOME: join(root, "loaded") },
  });
  return JSON.parse(stdout) as Loaded;
}

describe("what an application that does nothing pays for", () => {
  test.for(["--require", "--import"])("by %s: one file, and little of Node", async (flag) => {
    const doorway = join(dist, flag === "--require" ? "require.cjs" : "import.js");
    const [bare, ours] = await Promise.all([loaded([]), loaded([flag, doorway])]);
    expect(ours.files.toSorted()).toEqual(["dist/require.cjs", "dist/shared-rolldown-runtime.cjs", "dist/start.cjs"]);
    const kilobytes = ours.files.reduce((sum, file) => sum + statSync(join(dist, "..", file)).size, 0) / 1024;
    expect(kilobytes).toBeLessThan(320);
    const added = ours.builtIn.filter((name) => !bare.builtIn.includes(name));
    expect(added.length).toBeLessThan(flag === "--require" ? 90 : 110);
    // Each takes milliseconds to load.
    expect(added).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:crypto|http|https|http2|v8|cluster|tls)$/u)]),
    );
  });

  test("it sends nothing, and starts no thread that could", async () => {
    const receiver = await startReceiver();
    const { code, stderr } = await runFixture({ file: fixture("loaded.cjs"), receiver });
    await receiver.close();
    expect({ code, stderr, requests: receiver.requests }).toEqual({ code: 0, stderr: "", requests: [] });
  });
});

test("both doorways at once are one telemetry", async () => {
  const receiver = await startReceiver();
  const flags = ["--require", join(dist, "require.cjs"), "--import", join(dist, "import.js")];
  const { stderr } = await run(process.execPath, [...flags, fixture("use-http.mjs")], {
    env: {
      // What other programs left behind in the usual place is not for this one.
      HOME: join(root, "both"),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    },
  });
  await receiver.close();
  expect(stderr).toBe("");
  const paths = receiver.spans.filter(({ kind }) => kind === 2).map(({ spanId }) => spanId);
  expect(paths).not.toEqual([]);
  expect(new Set(paths).size).toBe(paths.length);
  expect(new Set(receiver.spans.map(({ resource }) => resource["service.instance.id"])).size).toBe(1);
});

describe("the compiled form of our code", () => {
  let home: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(join(root, "home-"));
    folder = join(home, ".cache/otel-preload");
  });

  async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const flags = ["--require", join(dist, "require.cjs")];
    const { stdout, stderr } = await run(process.execPath, [...flags, fixture("loaded.cjs")], {
      env: { HOME: home, ...env },
    });
    expect(stderr).toBe("");
    expect((JSON.parse(stdout) as Loaded).files).toContain("dist/start.cjs");
  }
  const files = (at: string = folder) => readdirSync(at).map((name) => ({ name, ...pick(statSync(join(at, name))) }));
  const pick = ({ ino, mode }: { ino: number; mode: number }) => ({ ino, mode: mode & 0o777 });

  /** The only one. */
  const theFile = () => files()[0] ?? expect.unreachable("no file");

  test("is kept once, for its owner only, and used from then on", async () => {
    await start();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const first = files();
    expect(first).toMatchObject([{ mode: 0o600, name: expect.stringContaining(process.version) as string }]);
    await start();
    // One that V8 had not taken would have been replaced.
    expect(files()).toEqual(first);
  });

  test.for([
    ["a byte is another one", (bytes: Buffer) => bytes.fill(~(bytes[9000] ?? 0), 9000, 9001)],
    ["the end is missing", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["it is empty", () => Buffer.alloc(0)],
  ] as const)("is made anew when %s", async ([, damage]) => {
    await start();
    const { name, ino } = theFile();
    writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))));
    await start();
    expect(theFile()).toMatchObject({ name });
    expect(theFile().ino).not.toBe(ino);
  });

  test.for([
    ["others may write into the folder", (made: string) => chmodSync(made, 0o777)],
    [
      "the folder is a link",
      (made: string) => {
        rmSync(made, { recursive: true });
        mkdirSync(`${made}-elsewhere`);
        symlinkSync(`${made}-elsewhere`, made);
      },
    ],
  ] as const)("is neither read nor written when %s", async ([, change]) => {
    await start();
    for (const { name } of files()) rmSync(join(folder, name));
    change(folder);
    await start();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is not read when others may write the file", async () => {
    await start();
    const { name, ino } = theFile();
    chmodSync(join(folder, name), 0o666);
    await start();
    expect(theFile()).toMatchObject({ name, mode: 0o600 });
    expect(theFile().ino).not.toBe(ino);
  });

  test("is kept where Node's own is, and not at all for those who want none", async () => {
    const named = join(home, "named");
    await start({ NODE_COMPILE_CACHE: named });
    expect(files(join(named, "otel-preload"))).toHaveLength(1);
    await start({ NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(() => statSync(folder)).toThrow("ENOENT");
  });

  test("is nothing that an application must have", async () => {
    // Node itself never comes back from making folders here.
    home = "/proc/nowhere";
    await start();
    home = join(root, "nowhere");
    await start();
    expect(() => statSync(home)).toThrow("ENOENT");
    home = "";
    await start();
  });

  test("of old versions is forgotten", async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let i = 0; i < 12; i++) writeFileSync(join(folder, `old-${i}`), "");
    await start();
    expect(files()).toHaveLength(8);
    expect(files().map(({ name }) => name)).toEqual(expect.arrayContaining([expect.stringContaining(process.version)]));
  });
});

test("an application with a newer API than ours has its spans", async () => {
  const folder = join(root, "newer");
  const api = join(folder, "node_modules/@opentelemetry/api");
  cpSync(new URL("../../../node_modules/@opentelemetry/api", import.meta.url).pathname, api, { recursive: true });
  // All it takes is the version that it checks for.
  for (const name of readdirSync(api, { recursive: true, encoding: "utf8" })) {
    if (!/(?:\.[cm]?js|package\.json)$/u.test(name)) continue;
    const file = join(api, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("1.10.0", "1.99.0"));
  }
  writeFileSync(
    join(folder, "app.cjs"),
    'const { trace } = require("@opentelemetry/api"); trace.getTracer("app").startSpan("mine").end();',
  );
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { code, stderr } = await runFixture({ file: join(folder, "app.cjs"), cwd: folder, receiver });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(receiver.spans.map(({ name }) => name)).toEqual(["mine"]);
});
