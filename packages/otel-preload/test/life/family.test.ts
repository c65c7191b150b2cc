import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { deliverRest, makeSpool } from "./rest.ts";

const families = [
  { kind: "threads", count: 1, via: "import" },
  { kind: "threads", count: 4, via: "require" },
  { kind: "terminated", count: 2, via: "import" },
  { kind: "forks", count: 3, via: "require" },
  { kind: "spawned", count: 3, via: "import" },
  { kind: "executed", count: 3, via: "require" },
  { kind: "cluster", count: 4, via: "require" },
] as const;

test.for(families)("of $count $kind each has its span and its line delivered, and an id", async (row) => {
  const receiver = await startReceiver();
  const env = makeSpool();
  const file = "packages/otel-preload/test/fixtures/basic/family.cjs";
  const args = [row.kind, String(row.count)];
  const run = await runFixture({ file, args, receiver, via: row.via, env, timeoutMillis: 50_000 });
  expect(run.code).toBe(0);
  const names = ["head", ...Array.from({ length: row.count }, (_, index) => `member ${index}`)];
  const spans = (): typeof receiver.spans => receiver.spans.filter((span) => span.scope === "family");
  const lines = (): string[] => receiver.logs.map(({ body }) => String(body)).filter((body) => names.includes(body));
  await deliverRest(receiver, env, () => spans().length >= names.length && lines().length >= names.length);
  // What was sent without an answer in time is sent once more: at least once.
  expect(distinct(spans().map(({ name }) => name))).toEqual(names);
  expect(distinct(lines())).toEqual(names);
  expect(distinct(spans().map(({ resource }) => String(resource["service.instance.id"])))).toHaveLength(names.length);
  expect(distinct(spans().map(({ resource }) => String(resource["service.name"])))).toEqual(["otel-preload"]);
  await receiver.close();
});

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted((a, b) => a.localeCompare(b));
}
