import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";

test("a clock that jumps makes no negative durations, stops no timer and holds no exit", async () => {
  const receiver = await startReceiver();
  const file = "packages/otel-preload/test/fixtures/basic/clock-jumps.cjs";
  const run = await runFixture({ file, receiver, via: "require", timeoutMillis: 50_000 });
  expect(run).toMatchObject({ code: 0, stdout: "ended\n", stderr: "" });
  const jumps = ["1", "-1", "24", "-24", "0"];
  const names = ["outer", ...jumps.flatMap((jump) => [`after ${jump}`, `to ${jump}`])];
  const spans = receiver.spans.filter(({ scope }) => scope === "clock");
  expect(spans.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b))).toEqual(
    names.toSorted((a, b) => a.localeCompare(b)),
  );
  for (const { name, startNanos, endNanos } of spans) {
    const millis = Number(endNanos - startNanos) / 1e6;
    expect(millis, name).toBeGreaterThanOrEqual(0);
    expect(millis, name).toBeLessThan(60_000);
  }
  expect(receiver.logs.map(({ body }) => body)).toContain("ended");
  await receiver.close();
});
