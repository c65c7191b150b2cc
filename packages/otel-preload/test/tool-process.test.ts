import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isToolProcess } from "../src/tool-process.ts";
import { startReceiver } from "../../../test/otlp-receiver.ts";

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
