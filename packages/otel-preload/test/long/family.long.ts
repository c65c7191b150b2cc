import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { deliverRest, makeSpool } from "../life/rest.ts";

const file = "packages/otel-preload/test/fixtures/basic/family.cjs";

test("of 20 threads at once each has its span and its line delivered, and an id (L5)", async () => {
  const receiver = await startReceiver();
  const env = makeSpool();
  const args = ["threads", "20"];
  const run = await runFixture({ file, args, receiver, via: "require", env, timeoutMillis: 240_000 });
  expect(run.code).toBe(0);
  const names = ["head", ...Array.from({ length: 20 }, (_, index) => `member ${index}`)];
  const spans = (): typeof receiver.spans => receiver.spans.filter(({ scope }) => scope === "family");
  const lines = (): unknown[] => receiver.logs.map(({ body }) => body).filter((body) => names.includes(String(body)));
  await deliverRest(receiver, env, () => spans().length >= 21 && lines().length >= 21);
  await receiver.close();
  expect(new Set(spans().map(({ name }) => name))).toEqual(new Set(names));
  expect(new Set(lines())).toEqual(new Set(names));
  expect(new Set(spans().map(({ resource }) => resource["service.instance.id"])).size).toBe(21);
});
