import { metrics as api, ValueType } from "@opentelemetry/api";
import { JsonMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { toJson } from "../src/engine/json.ts";
import { writeResource } from "../src/engine/resource.ts";
import { writeRequest } from "../src/engine/worker/request.ts";
import { writeMetrics } from "../src/exporter/metric-writer.ts";
import { scopeName, version } from "../src/names.ts";

const description = { name: "some.duration", description: "Some durations", boundaries: [0.01, 0.1, 1] };
const resource = resourceFromAttributes({ "service.name": "durations" });

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Our histogram and the SDK's beside it, each with a reader of its own; the registry of ours begins anew. */
async function sideBySide(temporality: AggregationTemporality) {
  vi.resetModules();
  const { DurationProducer } = await import("../src/metrics/duration/producer.ts");
  const { DurationHistogram } = await import("../src/metrics/duration/histogram.ts");
  const options = { aggregationTemporalitySelector: () => temporality };
  const ourReader = new Reader({ ...options, metricProducers: [new DurationProducer(temporality)] });
  const theirReader = new Reader(options);
  const provide = (reader: Reader) => new MeterProvider({ resource, readers: [reader] });
  provide(ourReader);
  const { name, boundaries } = description;
  const theirs = provide(theirReader)
    .getMeter(scopeName, version)
    .createHistogram(name, {
      unit: "s",
      description: description.description,
      advice: { explicitBucketBoundaries: [...boundaries] },
    });
  const ours = new DurationHistogram(description);
  const record = (seconds: number, attributes: Record<string, string | number>): void => {
    theirs.record(seconds, attributes);
    ours.series(attributes).record(seconds, Date.now(), undefined);
  };
  const collect = async (): Promise<{ ours: ResourceMetrics; theirs: ResourceMetrics }> => {
    const [a, b] = await Promise.all([ourReader.collect(), theirReader.collect()]);
    return { ours: a.resourceMetrics, theirs: b.resourceMetrics };
  };
  return { ours, record, collect };
}

/** OTLP/JSON by OpenTelemetry's own serializer, points in an order of their own. */
function read(collected: ResourceMetrics): unknown {
  const body = JSON.parse(Buffer.from(JsonMetricsSerializer.serializeRequest(collected) ?? "").toString());
  for (const { metrics } of body.resourceMetrics[0].scopeMetrics) {
    for (const metric of metrics) metric.histogram?.dataPoints.sort(byAttributes);
  }
  return body;
}

const byAttributes = (a: object, b: object): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const keyOf = (point: object): string => JSON.stringify((point as { attributes: unknown }).attributes);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_123 });
});
afterEach(() => {
  vi.useRealTimers();
  api.disable();
});

describe.each([
  ["cumulative", AggregationTemporality.CUMULATIVE],
  ["delta", AggregationTemporality.DELTA],
] as const)("%s", (_name, temporality) => {
  test("is what the SDK's histogram is, collection by collection", async () => {
    const { record, collect } = await sideBySide(temporality);
    const rounds = [[0.001, 0.01, 0.010_000_1, 0.1, 5, 0, Number.NaN], [], [1, 1.5], [0.5]];
    for (const [round, values] of rounds.entries()) {
      for (const value of values) {
        vi.advanceTimersByTime(7);
        record(value, { route: "/a", status: 200 });
        if (round !== 2) record(value, { status: 200, route: "/b" });
        record(value, { status: 200, route: "/a" });
      }
      vi.advanceTimersByTime(1000);
      const { ours, theirs } = await collect();
      expect(read(ours)).toEqual(read(theirs));
    }
  });

  test("beyond 2000 series there is one for the rest", async () => {
    const { record, collect } = await sideBySide(temporality);
    for (let i = 0; i < 2500; i++) record(0.05, { route: `/${i}` });
    for (let i = 0; i < 2500; i++) record(0.05, { route: `/${i}` });
    const { ours, theirs } = await collect();
    expect(read(ours)).toEqual(read(theirs));
    const points = ours.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
    expect(points).toHaveLength(2000);
    expect(points.find(({ attributes }) => attributes["otel.metric.overflow"] === true)?.value).toMatchObject({
      count: 501 * 2,
    });
  });
});

test("differences: routes that fell silent make room, and come back to those who kept their series", async () => {
  const { ours, collect } = await sideBySide(AggregationTemporality.DELTA);
  const kept = ours.series({ route: "/kept" });
  for (let i = 0; i < 1998; i++) ours.series({ route: `/${i}` }).record(1, Date.now(), undefined);
  expect(ours.series({ route: "/one too many" }).attributes).toEqual({ "otel.metric.overflow": true });
  kept.record(1, Date.now(), undefined);
  await collect();
  await collect();
  expect(ours.kept.size).toBe(0);
  kept.record(2, Date.now(), undefined);
  ours.series({ route: "/kept" }).record(3, Date.now(), undefined);
  const points = (await collect()).ours.scopeMetrics[0]?.metrics[0]?.dataPoints;
  expect(points).toMatchObject([{ attributes: { route: "/kept" }, value: { count: 2, sum: 5 } }]);
});

test("each bucket has its newest exemplar, until it is collected", async () => {
  const { ours, collect } = await sideBySide(AggregationTemporality.CUMULATIVE);
  const ids = (span1: number) => ({ trace0: -1, trace1: 2, trace2: 3, trace3: 4, span0: 5, span1 });
  const series = ours.series({ route: "/a" });
  series.record(0.001, 1_700_000_000_000, ids(1));
  series.record(0.002, 1_700_000_000_001, ids(2));
  series.record(0.003, 1_700_000_000_002, undefined);
  series.record(3, 1_700_000_000_003, ids(3));
  const traceId = "ffffffff000000020000000300000004";
  const point = (data: ResourceMetrics) =>
    asSent(data).resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[0];
  expect(point((await collect()).ours)).toMatchObject({
    count: "4",
    bucketCounts: ["3", "0", "0", "1"],
    exemplars: [
      { timeUnixNano: "1700000000001000000", asDouble: 0.002, traceId, spanId: "0000000500000002" },
      { timeUnixNano: "1700000000003000000", asDouble: 3, traceId, spanId: "0000000500000003" },
    ],
  });
  expect(point((await collect()).ours)).not.toHaveProperty("exemplars");
});

test("what we write of the SDK's metrics is what OpenTelemetry's serializer writes", async () => {
  const reader = new Reader({
    aggregationSelector: (type) =>
      type === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
  });
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter("scope", "1.2.3");
  meter.createCounter("counter", { unit: "{thing}", valueType: ValueType.INT }).add(2 ** 40, { of: "many", is: true });
  meter.createUpDownCounter("balance", { valueType: ValueType.INT, description: "Below zero" }).add(-3);
  meter.createGauge("gauge").record(-0.25, { list: ["a", "b"] });
  const exponential = meter.createHistogram("exponential");
  for (const value of [0, 0.001, 1, 1.5, 1000]) exponential.record(value);
  const { resourceMetrics } = await reader.collect();
  expect(asTexts(asSent(resourceMetrics))).toEqual(asTexts(read(resourceMetrics)));
});

function asSent(data: ResourceMetrics) {
  return JSON.parse(toJson("metrics", writeRequest(writeResource(data.resource), writeMetrics(data))));
}

/** 64-bit integers may be numbers or texts in OTLP/JSON, and what is the format's default may be left out. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== "object" || value === null) return String(value);
  const fields = Object.entries(value).filter(([key, field]) => key !== "flags" && !isDefault(field));
  return Object.fromEntries(fields.map(([key, field]) => [key, asTexts(field)]));
}

function isDefault(field: unknown): boolean {
  return field === "" || field === false || field === 0 || (Array.isArray(field) && field.length === 0);
}
