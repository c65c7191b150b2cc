import { expect, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

/**
 * V8 lets the space for young objects of a program grow to its largest when it allocates more than a megabyte a second
 * for a while: what is garbage at once costs twenty megabytes in the end (docs/decisions/0019).
 */
test("a span and a log record leave at most 2,200 bytes of garbage", async () => {
  const receiver = await startReceiver();
  // No collection in between, and no compiler that finds what need not be made: the most it can be.
  const flags = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64", "--no-opt", "--no-maglev"];
  const file = "packages/otel-preload/test/fixtures/basic/garbage.mjs";
  const run = await runFixture({ file, flags, receiver });
  await receiver.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const { bytesOfPair } = JSON.parse(run.stdout) as { bytesOfPair: number };
  // The program's own part alone is 138: something was measured.
  expect(bytesOfPair).toBeGreaterThan(500);
  expect(bytesOfPair).toBeLessThan(2200);
});
