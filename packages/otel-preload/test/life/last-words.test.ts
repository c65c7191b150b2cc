import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { createPool } from "./pool.ts";
import { deliverRest, makeSpool } from "./rest.ts";

const file = fileURLToPath(new URL("../fixtures/basic/last-words.cjs", import.meta.url));
const ways = JSON.parse(execFileSync(process.execPath, [file, "list"], { encoding: "utf8" })) as string[];
const inPool = createPool(4);

test.concurrent.for(ways)("the last words arrive once: %s", { timeout: 120_000 }, async (way) => {
  const receiver = await startReceiver();
  const env = makeSpool();
  const words = (): number => receiver.logs.filter((log) => log.body === "last words").length;
  const spans = (): number => receiver.spans.filter((span) => span.name === "last span").length;
  const run = await inPool(() => runFixture({ file, args: [way], receiver, via: "require", env }));
  const signal = /^by (SIG\w+)(?:$| with a handler that is gone$)/u.exec(way)?.[1] ?? null;
  const code = /^by (?:an error|a rejection)/u.test(way) ? 1 : 3;
  expect([run.code, run.signal]).toEqual(signal === null ? [code, null] : [null, signal]);
  expect(run.stdout).toBe("last words\n");
  await deliverRest(receiver, env, () => words() > 0 && spans() > 0);
  expect([words(), spans()]).toEqual([1, 1]);
  await receiver.close();
});
