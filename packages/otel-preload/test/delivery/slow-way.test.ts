import { expect, test, vi } from "vitest";
import { FaultyCollector } from "./collector.ts";
import { linesWith, makeSpool, numbered, startEmitting } from "./emit.ts";
import { SlowWay } from "./slow-way.ts";

test("requests that are too large for the way to the collector get smaller, until all has arrived", async () => {
  const collector = await FaultyCollector.start();
  const way = new SlowWay(collector.url, { latencyMillis: 10, bytesPerSecond: 60_000 });
  // All at once are five seconds of that way: they would never arrive within one.
  const env = { OTEL_EXPORTER_OTLP_TIMEOUT: "1000", OTEL_METRICS_EXPORTER: "none" };
  const running = startEmitting({ collector: await way.open(), spool: makeSpool(), burst: 500, stays: true, env });
  await vi.waitFor(
    () => {
      expect(new Set(collector.spans).size).toBe(500);
      expect(new Set(collector.logs).size).toBe(500);
    },
    { timeout: 50_000, interval: 100 },
  );
  running.kill("SIGTERM");
  const run = await running.ended;
  way.close();
  await collector.close();
  expect([...new Set(collector.spans)]).toEqual(numbered("span", 500));
  expect([...new Set(collector.logs)]).toEqual(numbered("record", 500));
  expect(linesWith(run, /were lost: /u)).toEqual([]);
});
