import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

test("an application bundled into one file: one line with the fix", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bundled-"));
  const file = join(folder, "bundle.cjs");
  writeFileSync(
    file,
    'var __commonJS = (cb) => cb;\n// node_modules/express/index.js\nvar require_express = __commonJS(() => {});\nconsole.log("hello");\n',
  );
  const receiver = await startReceiver();
  const run = await runFixture({ file, receiver, cwd: folder });
  await receiver.close();
  rmSync(folder, { recursive: true });
  expect(run).toMatchObject({ code: 0, stdout: "hello\n" });
  expect(run.stderr).toBe(
    `otel-preload: ${file} looks bundled into one file: only http and fetch are seen, the libraries inside are not. ` +
      "Keep them outside the bundle (esbuild --packages=external, webpack-node-externals).\n",
  );
});
