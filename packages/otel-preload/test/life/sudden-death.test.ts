import { expect, test } from "vitest";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { createPool } from "./pool.ts";

/** What is promised, and what a machine with other work may add. */
const lostMillis = 1000;
const roomMillis = 2000;

const inPool = createPool(4);

test.concurrent.for(["SIGKILL", "SIGSEGV", "SIGQUIT", "abort", "out of memory"])(
  "at most the last second is lost: %s",
  { timeout: 120_000 },
  async (way) => {
    const receiver = await startReceiver();
    const file = "packages/otel-preload/test/fixtures/basic/sudden.cjs";
    const run = await inPool(() =>
      runFixture({ file: "--max-old-space-size=60", args: [file, way], receiver, via: "require" }),
    );
    expect(run.signal).toBe(way.startsWith("SIG") ? way : "SIGABRT");
    const said = run.stdout.trim().split("\n").map(timeOf);
    const died = said.at(-1) ?? 0;
    const arrived = new Set(receiver.spans.map(({ name }) => timeOf(name)));
    expect(said.filter((at) => at < died - lostMillis - roomMillis && !arrived.has(at))).toEqual([]);
    expect(arrived.size).toBeGreaterThan(0);
    await receiver.close();
  },
);

function timeOf(name: string): number {
  return Number.parseInt(name, 36);
}
