import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isToolProcess } from "../src/tool-process.ts";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("package managers, compilers, node's own tool modes", () => {
  mkdirSync(join(folder, "lib/node_modules/npm/bin"), { recursive: true });
  writeFileSync(join(folder, "lib/node_modules/npm/bin/npm-cli.js"), "");
  symlinkSync(join(folder, "lib/node_modules/npm/bin/npm-cli.js"), join(folder, "npm"));
  expect(isToolProcess(join(folder, "npm"), [])).toBe(true);
  expect(isToolProcess("/app/node_modules/typescript/bin/tsc", [])).toBe(true);
  expect(isToolProcess("/app/node_modules/@scope/server/main.js", [])).toBe(false);
  expect(isToolProcess("/app/server.js", ["--import", "x"])).toBe(false);
  expect(isToolProcess("/app/server.js", ["--check"])).toBe(true);
  expect(isToolProcess("/app/node_modules/jest-worker/build/workers/processChild.js", [])).toBe(true);
  expect(isToolProcess("/app/node_modules/pm2/lib/Daemon.js", [])).toBe(true);
  expect(isToolProcess("/app/node_modules/pm2/lib/ProcessContainerFork.js", [])).toBe(false);
  expect(isToolProcess(undefined, [])).toBe(true);
  expect(isToolProcess(undefined, ["-e", "1"])).toBe(false);
});

test("npm under NODE_OPTIONS sends nothing and says nothing", async () => {
  const receiver = await startReceiver();
  const doorway = new URL("../dist/import.js", import.meta.url).pathname;
  const output = execFileSync("npm", ["--version"], {
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${doorway}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      npm_config_loglevel: "silent",
    },
    encoding: "utf8",
    cwd: folder,
  });
  await receiver.close();
  expect(output).toMatch(/^\d+\.\d+\.\d+\n$/u);
  expect(receiver.requests).toEqual([]);
});

describe("children that inherit NODE_OPTIONS", () => {
  const nodeOptions = `--import=${new URL("../dist/import.js", import.meta.url).pathname}`;

  test("five levels of them: each sends its own line, none more than that", async () => {
    const receiver = await startReceiver();
    const fork = new URL("fixtures/basic/fork.cjs", import.meta.url).pathname;
    const { code, stderr } = await runFixture({
      file: fork,
      args: ["5"],
      via: "none",
      receiver,
      env: { NODE_OPTIONS: nodeOptions },
    });
    await receiver.close();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = receiver.logs.map(({ body }) => String(body)).toSorted((a, b) => a.localeCompare(b));
    expect(lines).toEqual([0, 1, 2, 3, 4, 5].map((left) => `${left} left`));
  });

  test("short ones and tools cost a fraction of what Node does", () => {
    const app = join(folder, "short.cjs");
    const tool = join(folder, "lib/node_modules/npm/bin/npm-cli.js");
    writeFileSync(app, "");
    mkdirSync(dirname(tool), { recursive: true });
    writeFileSync(tool, "");
    const millis = { bare: [] as number[], app: [] as number[], tool: [] as number[] };
    const spend = (file: string, env: Readonly<Record<string, string>>): number => {
      const started = performance.now();
      execFileSync(process.execPath, [file], { env: { HOME: folder, ...env } });
      return performance.now() - started;
    };
    for (let round = 0; round < 25; round++) {
      millis.bare.push(spend(app, {}));
      millis.app.push(spend(app, { NODE_OPTIONS: nodeOptions }));
      millis.tool.push(spend(tool, { NODE_OPTIONS: nodeOptions }));
    }
    const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
    // Measured 1.6 and 1.2; 6 before there was a bundle.
    expect(median(millis.app) / median(millis.bare)).toBeLessThan(2.5);
    expect(median(millis.tool) / median(millis.bare)).toBeLessThan(1.8);
  });
});
