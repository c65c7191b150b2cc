import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { type Finished, runFixture } from "../../../../test/run-fixture.ts";
import { type Allowed, allowed } from "./allowed.ts";
import { createPool } from "./pool.ts";
import { endings } from "./programs/endings.ts";
import { insides } from "./programs/insides.ts";
import { outsides } from "./programs/outsides.ts";
import type { Program } from "./programs/program.ts";

type Doorway = "import" | "require";

const programs = [...endings, ...insides, ...outsides];
const inPool = createPool(4);
const used = new Set<Allowed>();
/** Any `--import` makes Node load the program along another way: other frames, other words. That is Node's, not ours. */
const bare: Readonly<Record<Doorway, readonly string[]>> = {
  import: ["--import", "data:text/javascript,"],
  require: [],
};
let folder: string;
let receiver: Receiver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "life-"));
  await Promise.all(programs.map((program) => writeFile(fileOf(program), program.source)));
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

/** CommonJS through either doorway, half of the programs through each. */
const rows = programs.map((program): [string, Program, Doorway] => {
  const via = program.as === "cjs" && program.name.length % 2 === 0 ? "require" : "import";
  return [`${program.name}, --${via}`, program, via];
});

describe("a program does not notice", () => {
  test.concurrent.for(rows)("%s", { timeout: 120_000 }, async ([, program, via]) => {
    const [expected, seen] = await Promise.all([run(program, "none", bare[via]), run(program, via)]);
    expect(ending(seen)).toEqual(allow(ending(expected), program.name));
  });

  test("no allowance is unused", () => {
    expect(allowed.filter((entry) => !used.has(entry))).toEqual([]);
  });
});

function run(program: Program, via: Doorway | "none", flags: readonly string[] = []): Promise<Finished> {
  const { as, source } = program;
  const how = { eval: ["-e", source], stdin: ["-"], cjs: undefined, mjs: undefined, ts: undefined }[as];
  const [file = "", ...args] = [...flags, ...(program.flags ?? []), ...(how ?? [fileOf(program)])];
  const stdin = as === "stdin" ? source : program.stdin;
  const rest = stdin === undefined ? {} : { stdin };
  return inPool(() => runFixture({ file, args, via, receiver, cwd: folder, ...rest }));
}

function fileOf({ as, name }: Program): string {
  return join(folder, `${name.replaceAll(/\W+/gu, "-")}.${as}`);
}

type Ending = Pick<Finished, "code" | "signal" | "stdout" | "stderr">;

/** Without process ids, addresses in memory, durations and the flag that this is about. */
function ending({ code, signal, stdout, stderr }: Finished): Ending {
  const plain = (text: string): string =>
    text
      .replaceAll(/\(node:\d+\)/gu, "(node:0)")
      .replaceAll(/\b0x[\da-f]+/gu, "0x0")
      .replaceAll(/\d+\.\d+ms/gu, "0ms")
      .replaceAll(/\(\S+\/dist\/\w+\.cjs:\d+:\d+\)/gu, "(the preload)")
      .replaceAll(/'--(?:import|require)',\s+'[^']+'/gu, "");
  return { code, signal, stdout: plain(stdout), stderr: plain(stderr) };
}

/** What the list allows to be different of it. */
function allow(expected: Ending, name: string): Ending {
  let result = expected;
  for (const entry of allowed) {
    if (!entry.programs.includes(name)) continue;
    const text = entry.ours(result[entry.where]);
    if (text !== result[entry.where]) used.add(entry);
    result = { ...result, [entry.where]: text };
  }
  return result;
}
