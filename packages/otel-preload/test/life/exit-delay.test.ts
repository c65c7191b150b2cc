import { expect, test } from "vitest";
import { runFixture } from "../../../../test/run-fixture.ts";
import { collectors } from "./collectors.ts";
import { createPool } from "./pool.ts";

/** What is promised, and what a machine with other work may add. */
const promisedMillis = 2000;
const roomMillis = 2000;

const inPool = createPool(4);
const ends = ["normally", "by process.exit", "by an error", "by SIGTERM"];
const rows = Object.keys(collectors).flatMap((state) => ends.map((end) => ({ state, end })));

test.concurrent.for(rows)(
  "a collector that is $state does not hold a program that ends $end",
  { timeout: 120_000 },
  async ({ state, end }) => {
    const collector = await collectors[state]?.();
    let leaves = 0;
    const run = await inPool(() =>
      runFixture({
        file: "packages/otel-preload/test/fixtures/basic/leave.cjs",
        args: [end],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector?.url ?? "" },
        via: "require",
        onReady: (_line, kill) => {
          leaves = Date.now();
          kill("SIGTERM");
        },
      }).then((finished) => ({ ...finished, atMillis: Date.now() })),
    );
    await collector?.close();
    expect([run.code, run.signal]).toEqual(
      { "by SIGTERM": [null, "SIGTERM"], "by an error": [1, null] }[end] ?? [0, null],
    );
    leaves ||= Number(/^leaves at (\d+)$/mu.exec(run.stdout)?.[1]);
    expect(run.atMillis - leaves).toBeLessThan(promisedMillis + roomMillis);
  },
);
