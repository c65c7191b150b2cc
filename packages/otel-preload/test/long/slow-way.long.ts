import { expect, test, vi } from "vitest";
import { FaultyCollector } from "../delivery/collector.ts";
import { linesWith, makeSpool, numbered, startEmitting } from "../delivery/emit.ts";
import { SlowWay } from "../delivery/slow-way.ts";

test("half a second of latency, 64 kbit/s, every third packet lost: nothing else is, and one request a signal at a time", async () => {
  const collector = await FaultyCollector.start();
  const way = new SlowWay(collector.url, { latencyMillis: 500, bytesPerSecond: 8000, lostShare: 0.3, lateMillis: 200 });
  const running = startEmitting({
    collector: await way.open(),
    spool: makeSpool(),
    burst: 300,
    stays: true,
    env: { OTEL_METRICS_EXPORTER: "none" },
    timeoutMillis: 600_000,
  });
  const all = (): void => {
    expect(new Set(collector.spans).size).toBe(300);
    expect(new Set(collector.logs).size).toBe(300);
  };
  await vi.waitFor(all, { timeout: 500_000, interval: 200 });
  running.kill("SIGTERM");
  const run = await running.ended;
  way.close();
  await collector.close();
  expect([...new Set(collector.spans)]).toEqual(numbered("span", 300));
  expect([...new Set(collector.logs)]).toEqual(numbered("record", 300));
  expect(linesWith(run, /were lost: /u)).toEqual([]);
  expect(collector.mostInFlight).toBeLessThanOrEqual(2);
});
