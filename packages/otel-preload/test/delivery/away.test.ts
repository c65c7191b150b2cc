import { expect, test, vi } from "vitest";
import { FaultyCollector } from "./collector.ts";
import {
  deliverRest,
  emit,
  grownBytes,
  linesWith,
  madeBy,
  makeSpool,
  numbered,
  spoolFiles,
  startEmitting,
} from "./emit.ts";

const patient = { timeout: 20_000, interval: 50 };
/** What a second makes of 200 a second, and more on a machine where a second of work takes several. */
const lossLimit = (made: number): number => Math.max(400, made / 2);
const stateLines = /cannot be delivered|again after/u;

test.concurrent("down at the start, there after a while: two lines, nothing lost, in order", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const running = startEmitting({ collector, spool, ratePerSecond: 200, stays: true, seconds: 4 });
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(0), patient);
  await vi.waitFor(() => expect(running.made()).toBeGreaterThan(400), patient);
  await collector.open();
  await vi.waitFor(() => expect(collector.spans.length).toBe(800), patient);
  await vi.waitFor(() => expect(collector.logs.length).toBe(800), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  expect(collector.spans).toEqual(numbered("span", 800));
  expect(collector.logs).toEqual(numbered("record", 800));
  expect(linesWith(run, stateLines)).toEqual([
    expect.stringMatching(
      /traces, logs and metrics cannot be delivered to .*ECONNREFUSED.*OTEL_EXPORTER_OTLP_ENDPOINT/u,
    ),
    expect.stringMatching(/traces, logs and metrics reach .* again after \d+ s: \d+ that waited follow, 0 were lost/u),
  ]);
});

test.concurrent("down when a short program ends: it ends as without us, the next start delivers both", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const bare = await emit({ collector, spool, burst: 100, via: "none" });
  const run = await emit({ collector, spool, burst: 100 });
  expect(run).toMatchObject({ code: 0, signal: null });
  // Two seconds are the promise; on a busy machine starting takes longer, too.
  expect(run.millis).toBeLessThan(2000 + 3 * bare.millis);
  expect(linesWith(run, stateLines)).toHaveLength(1);
  expect(spoolFiles(spool).length).toBeGreaterThan(0);
  await collector.open();
  const next = await deliverRest({ collector, spool, burst: 10 });
  await collector.close();
  expect(next).toMatchObject({ signal: "SIGTERM", stderr: "" });
  // Oldest first, then what is new.
  expect(collector.spans).toEqual([...numbered("span", 100), ...numbered("span", 10)]);
  expect(collector.logs).toEqual([...numbered("record", 100), ...numbered("record", 10)]);
});

test.concurrent("away for a while under load: kept on disk, sent in order when it is back", async () => {
  const collector = await FaultyCollector.start();
  const spool = makeSpool();
  const running = startEmitting({ collector, spool, ratePerSecond: 500, seconds: 6, stays: true });
  await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThan(200), patient);
  await collector.close();
  const away = running.made();
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(0), patient);
  // Three seconds of it, or what is left.
  await vi.waitFor(() => expect(running.made()).toBeGreaterThanOrEqual(Math.min(3000, away + 1500)), patient);
  await collector.open();
  await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThanOrEqual(3000), patient);
  await vi.waitFor(() => expect(collector.logs.length).toBeGreaterThanOrEqual(3000), patient);
  await vi.waitFor(() => expect(spoolFiles(spool)).toEqual([]), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  // What was on its way when the collector was closed may be there twice.
  expect([...new Set(collector.spans)]).toEqual(numbered("span", 3000));
  expect([...new Set(collector.logs)]).toEqual(numbered("record", 3000));
  expect(linesWith(run, stateLines)).toHaveLength(2);
  expect(grownBytes(run)).toBeLessThan(64 * 1024 * 1024);
});

test.concurrent("SIGKILL while it is away takes one second of telemetry at most", async () => {
  const collector = await FaultyCollector.closed();
  const spool = makeSpool();
  const running = startEmitting({ collector, spool, ratePerSecond: 200, stays: true, seconds: 30 });
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(0), patient);
  await vi.waitFor(() => expect(running.made()).toBeGreaterThan(500), patient);
  running.kill("SIGKILL");
  const killed = await running.ended;
  const made = madeBy(killed);
  expect(made).toBeGreaterThan(400);
  await collector.open();
  await deliverRest({ collector, spool, burst: 1 });
  collector.spans.pop();
  collector.logs.pop();
  await collector.close();
  expect(collector.spans).toEqual(numbered("span", collector.spans.length));
  expect(made - collector.spans.length).toBeLessThanOrEqual(lossLimit(made));
  expect(made - collector.logs.length).toBeLessThanOrEqual(lossLimit(made));
});

test.concurrent("SIGKILL while it is there takes one second of telemetry at most", async () => {
  const collector = await FaultyCollector.start();
  const running = startEmitting({ collector, spool: makeSpool(), ratePerSecond: 200, stays: true, seconds: 30 });
  await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThan(200), patient);
  running.kill("SIGKILL");
  const made = madeBy(await running.ended);
  await collector.close();
  expect(made - collector.spans.length).toBeLessThanOrEqual(lossLimit(made));
  expect(made - collector.logs.length).toBeLessThanOrEqual(lossLimit(made));
});

test.concurrent("a burst of 50,000 spans and as many log records in one tick arrives whole", async () => {
  const collector = await FaultyCollector.start();
  const running = startEmitting({ collector, spool: makeSpool(), burst: 50_000, stays: true });
  await vi.waitFor(() => expect(collector.spans.length).toBe(50_000), { timeout: 50_000, interval: 100 });
  await vi.waitFor(() => expect(collector.logs.length).toBe(50_000), { timeout: 50_000, interval: 100 });
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  expect(run.stderr).toBe("");
  expect(new Set(collector.spans).size).toBe(50_000);
  expect(new Set(collector.logs).size).toBe(50_000);
});
