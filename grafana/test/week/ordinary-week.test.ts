import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { binariesOf, buildTimeoutMillis } from "../../../packages/cli/test/stack/tools.ts";
import { writeBlocks } from "./blocks.ts";
import { end, faultDay, faults, livesOf, weekStart, type Span } from "./calendar.ts";
import { firingsOf, recordedBy, type Firing } from "./firing.ts";
import { readRecording } from "./recording.ts";
import { alertRules, metricsRead, recordingLayers } from "./rules.ts";
import { samplesOf } from "./samples.ts";
import { startPrometheus, type PrometheusServer } from "./server.ts";

const week: Span = { start: weekStart, end: faultDay };
const dayOfFaults: Span = { start: faultDay, end };
const recording = readRecording();
// Any will do: with each, other minutes have the failures.
const seed = 1;
const folder = mkdtempSync(join(tmpdir(), "week-"));
let prometheus: PrometheusServer;
let fired: readonly Firing[] = [];

beforeAll(async () => {
  const { promtool = "", prometheus: program = "" } = await binariesOf("prometheus");
  const store = { promtool, dataDir: join(folder, "data") };
  await writeBlocks(store, samplesOf(recording, seed));
  for (const layer of recordingLayers) {
    const server = await startPrometheus(program, folder);
    const texts = await recordedBy(server.url, layer, [week, dayOfFaults]);
    await server.stop();
    await writeBlocks(store, texts);
  }
  prometheus = await startPrometheus(program, folder);
  fired = await evaluateAll();
}, buildTimeoutMillis);

afterAll(async () => {
  await prometheus.stop();
  rmSync(folder, { recursive: true });
});

async function evaluateAll(): Promise<Firing[]> {
  const found: Firing[] = [];
  for (const rule of alertRules)
    found.push(...(await Promise.all([week, dayOfFaults].map((span) => firingsOf(prometheus.url, rule, span)))).flat());
  return found;
}

function during(span: Span): Firing[] {
  return fired.filter(({ start }) => start >= span.start && start < span.end);
}

/** For a message that says what to look at. */
function told({ alert, severity, labels, start, end: stop, value }: Firing): string {
  const at = new Date(start * 60_000).toISOString().slice(0, 16);
  return `${alert} ${severity} ${JSON.stringify(labels)} at ${at} for ${stop - start} min, value ${value}`;
}

// They fire on purpose; each is looked at below.
const meant = new Set(["Watchdog", "NewVersionDeployed"]);

const foreign = new Set([
  // No endpoint is probed.
  "httpcheck_tls_cert_remaining_seconds",
  "probe_ssl_earliest_cert_expiry",
  // Exist from the first failure on.
  "loki_prometheus_rule_evaluation_failures_total",
  "otelcol_exporter_send_failed_log_records",
  "otelcol_exporter_send_failed_metric_points",
  "otelcol_exporter_send_failed_spans",
  "prometheus_rule_evaluation_failures_total",
]);

test("the recording holds what rules read, except what the shops do not have", () => {
  const held = new Set(
    recording.series.flatMap(({ type, metric }) =>
      type === "histogram" ? [`${metric}_bucket`, `${metric}_count`] : [metric],
    ),
  );
  expect(metricsRead.filter((metric) => !held.has(metric) && !foreign.has(metric))).toEqual([]);
});

test("a week of ordinary days raises no alert", () => {
  expect(
    during(week)
      .filter(({ alert }) => !meant.has(alert))
      .map(told),
  ).toEqual([]);
});

test("a new version is told of at each deploy, and at nothing else", () => {
  const jobs = [...new Set(recording.series.map(({ labels }) => labels["job"] ?? ""))].filter((job) =>
    job.includes("/"),
  );
  const deployed = jobs.flatMap((job, rank) =>
    livesOf(job, rank)
      .filter(({ version }, index, lives) => lives[index - 1] && lives[index - 1]?.version !== version)
      .filter(({ start }) => start >= week.start && start < week.end)
      .map(({ version, start }) => `${job} ${version} ${start}`),
  );
  const heard = during(week)
    .filter(({ alert }) => alert === "NewVersionDeployed")
    .map(({ labels, start }) => `${labels["job"]} ${labels["service_version"]} ${start}`);
  expect(deployed.length).toBe(7 * jobs.length);
  expect(heard.toSorted()).toEqual(deployed.toSorted());
});

test("faults on the day after raise their alerts, and no others", () => {
  const [assistant, orders] = faults.absent;
  const expected = [
    [faults.errors, "HttpErrorRatioHigh critical shop/shop-gateway"],
    [faults.errors, "HttpErrorRatioHigh warning shop/shop-gateway"],
    [faults.errors, "SloBurnRateHigh critical shop/shop-gateway"],
    [assistant, "ServiceTelemetryAbsent warning shop/assistant"],
    [orders, "ServiceDown critical shop/shop-orders"],
    [faults.fewer, "BusinessEventsDropped warning shop/accounts"],
  ] as const;
  const unmeant = during(dayOfFaults).filter(({ alert }) => !meant.has(alert));
  const named = unmeant.map((one) => `${one.alert} ${one.severity} ${one.labels["job"]}`);
  expect(named.toSorted(), unmeant.map(told).join("\n")).toEqual(expected.map(([, name]) => name).toSorted());
  for (const [fault, name] of expected) {
    const { start } = unmeant[named.indexOf(name)]!;
    expect(start, name).toBeGreaterThan(fault.start);
    expect(start, name).toBeLessThan(fault.end + 15);
  }
});

test("the dead man's switch never ends while Prometheus runs", () => {
  const minutes = during(week)
    .filter(({ alert }) => alert === "Watchdog")
    .map((one) => one.end - one.start);
  expect(minutes.reduce((total, one) => total + one, 0)).toBe(7 * 1_440 - 10);
});
