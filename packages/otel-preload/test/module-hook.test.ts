import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { packageFileOf } from "../src/module-hook/package-file.ts";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "module-hook-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.for([
  ["/app/node_modules/pg/lib/client.js", "pg", "lib/client.js"],
  ["/app/node_modules/@redis/client/dist/index.js", "@redis/client", "dist/index.js"],
  ["/app/node_modules/.pnpm/pg@8.23.1/node_modules/pg/lib/client.js", "pg", "lib/client.js"],
  ["/app/node_modules/a/node_modules/b/index.js", "b", "index.js"],
] as const)("%s", ([file, packageName, path]) => {
  expect(packageFileOf(file)).toMatchObject({ packageName, path });
});

test("files of the application are of no package", () => {
  expect(packageFileOf("/app/src/node_modules_list.js")).toBeUndefined();
});

test("a library of a version nobody tested is left alone and named in one line", async () => {
  const library = join(folder, "node_modules/pg/lib");
  mkdirSync(library, { recursive: true });
  writeFileSync(
    join(folder, "node_modules/pg/package.json"),
    '{"name":"pg","version":"99.1.0","main":"lib/client.js"}',
  );
  writeFileSync(join(library, "client.js"), "module.exports = class Client { query() { return 'as it is'; } };");
  writeFileSync(join(folder, "app.cjs"), 'const Client = require("pg"); console.log(new Client().query("SELECT 1"));');
  const receiver = await startReceiver();
  const run = await runFixture({ file: join(folder, "app.cjs"), cwd: folder, receiver });
  await receiver.close();
  expect(run).toMatchObject({
    code: 0,
    stdout: "as it is\n",
    stderr: "otel-preload: pg 99.1.0 is not instrumented: expected version 8; it runs as it is\n",
  });
});
