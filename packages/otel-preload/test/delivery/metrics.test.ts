import { expect, test, vi } from "vitest";
import { type Exchange, FaultyCollector } from "./collector.ts";
import { linesWith, makeSpool, startEmitting } from "./emit.ts";

/* Metrics are items like spans: what is too large is divided, and what cannot be taken is counted and named. */

const patient = { timeout: 25_000, interval: 50 };

/** A program with its own metrics, and a collector that behaves so towards them, until something holds. */
async function play(until: (taken: readonly string[], stderr: string) => void, behave: (exchange: Exchange) => void) {
  const collector = await FaultyCollector.start();
  const taken: string[] = [];
  collector.behave = (exchange) => {
    if (exchange.signal !== "metrics") return exchange.take();
    behave(exchange);
    if (exchange.response.statusCode === 200) taken.push(...exchange.names);
  };
  const env = { OTEL_METRIC_EXPORT_INTERVAL: "1000" };
  const running = startEmitting({ collector, spool: makeSpool(), burst: 10, stays: true, env });
  await vi.waitFor(() => until(taken, running.stderr()), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  return { run, taken, requests: collector.attemptsOf("metrics").length };
}

const usual = ["process.memory.usage", "v8js.memory.heap.used", "otel.sdk.exporter.span.exported"];

test("413: smaller requests, until all have arrived", async () => {
  const { run, requests } = await play(
    (taken) => expect(taken).toEqual(expect.arrayContaining(usual)),
    (exchange) => (exchange.bytes > 5000 ? exchange.refuse(413) : exchange.take()),
  );
  expect(requests).toBeGreaterThan(2);
  expect(linesWith(run, /refuse|lost: /u)).toEqual([]);
});

test.for([413, 400])("%i for one metric costs that one, counted and named", async (status) => {
  const { run, taken } = await play(
    (all, stderr) => {
      expect(all).toEqual(expect.arrayContaining(usual));
      expect(stderr).toMatch(/: [1-9] metrics were lost: the collector refused them for good \(refused\)/u);
    },
    (exchange) => (exchange.names.includes("process.cpu.time") ? exchange.refuse(status) : exchange.take()),
  );
  expect(taken).not.toContain("process.cpu.time");
  const line = new RegExp(`the collector refuses some metrics for good: HTTP ${status} .*left out`, "u");
  expect(linesWith(run, line)).toHaveLength(1);
});
