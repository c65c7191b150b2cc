import { type Attributes, type HrTime, ValueType } from "@opentelemetry/api";
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type MetricData,
  type ResourceMetrics,
  type ScopeMetrics,
} from "@opentelemetry/sdk-metrics";
import { AttributeWriter } from "../engine/attributes.ts";
import { ByteWriter } from "../engine/bytes.ts";
import { writeMoment, writeSpanId, writeTextField, writeTraceId } from "../engine/field.ts";
import type { Segment } from "../engine/message.ts";
import { createScope } from "../engine/scope.ts";
import { writePair } from "../engine/value.ts";
import type { Exemplar } from "../metrics/duration/cell.ts";
import type { ExemplaryPoint } from "../metrics/duration/producer.ts";
import { noRedaction } from "../redact.ts";

// Tags of opentelemetry.proto.metrics.v1.
const metricsTag = 18; // ScopeMetrics.metrics
const metricTags = { name: 10, description: 18, unit: 26 } as const;
/** The field of Metric that holds the data. */
const dataTags: Readonly<Record<DataPointType, number>> = {
  [DataPointType.GAUGE]: 42,
  [DataPointType.SUM]: 58,
  [DataPointType.HISTOGRAM]: 74,
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 82,
};
const pointTag = 10;
const temporalityTag = 16;
const monotonicTag = 24;
const startTag = 17;
const timeTag = 25;
const numberTags = { double: 33, int: 49, attributes: 58 } as const;
const histogramTags = {
  count: 33,
  sum: 41,
  bucketCounts: 50,
  bounds: 58,
  exemplars: 66,
  attributes: 74,
  min: 89,
  max: 97,
} as const;
const exponentialTags = {
  attributes: 10,
  count: 33,
  sum: 41,
  scale: 48,
  zeroCount: 57,
  positive: 66,
  negative: 74,
  min: 97,
  max: 105,
} as const;
const exemplarTags = { time: 17, value: 25, spanId: 34, traceId: 42 } as const;

/** Redacted already, and without a limit: a label that is cut is another series. */
const rules = { redactor: noRedaction, maxTextLength: Infinity };
const scopeAttributes = new AttributeWriter(26, rules);

/**
 * The metrics of one collection, as items of their scopes. Ours, because OpenTelemetry's serializer writes no exemplars;
 * two entries of one scope become one.
 */
export function writeMetrics({ scopeMetrics }: Pick<ResourceMetrics, "scopeMetrics">): Segment[] {
  const groups = Map.groupBy(scopeMetrics, ({ scope: { name, version } }) => `${name}\n${version ?? ""}`);
  const writer = new ByteWriter();
  return [...groups.values()].flatMap((group) => {
    const metrics = group.flatMap((one) => one.metrics);
    if (metrics.length === 0) return [];
    writer.at = 0;
    for (const metric of metrics) nested(writer, metricsTag, () => writeMetric(writer, metric));
    const { name, version, schemaUrl } = (group[0] as ScopeMetrics).scope;
    const { head } = createScope({ name, version, schemaUrl }, scopeAttributes);
    return [{ head, bytes: Uint8Array.from(writer.written), count: metrics.length }];
  });
}

function writeMetric(writer: ByteWriter, metric: MetricData): void {
  const { name, description, unit } = metric.descriptor;
  writeTextField(writer, metricTags.name, name);
  if (description) writeTextField(writer, metricTags.description, description);
  if (unit) writeTextField(writer, metricTags.unit, unit);
  nested(writer, dataTags[metric.dataPointType], () => writeData(writer, metric));
}

function writeData(writer: ByteWriter, metric: MetricData): void {
  for (const point of metric.dataPoints) nested(writer, pointTag, () => writePoint(writer, metric, point));
  if (metric.dataPointType === DataPointType.GAUGE) return;
  writer.byte(temporalityTag);
  writer.byte(metric.aggregationTemporality === AggregationTemporality.DELTA ? 1 : 2);
  if (metric.dataPointType === DataPointType.SUM && metric.isMonotonic) {
    writer.byte(monotonicTag);
    writer.byte(1);
  }
}

function writePoint(writer: ByteWriter, { dataPointType, descriptor }: MetricData, point: DataPoint<unknown>): void {
  writeTime(writer, startTag, point.startTime);
  writeTime(writer, timeTag, point.endTime);
  switch (dataPointType) {
    case DataPointType.HISTOGRAM:
      return writeHistogram(writer, point as ExemplaryPoint);
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      return writeExponential(writer, point as DataPoint<ExponentialHistogram>);
    default:
      writeNumber(writer, descriptor.valueType, point.value as number);
      return writeAttributes(writer, numberTags.attributes, point.attributes);
  }
}

function writeNumber(writer: ByteWriter, type: ValueType, value: number): void {
  if (type !== ValueType.INT) return writeDouble(writer, numberTags.double, value);
  writer.byte(numberTags.int);
  writeFixed64(writer, value);
}

function writeHistogram(writer: ByteWriter, { value, attributes, exemplars = [] }: ExemplaryPoint): void {
  const { boundaries, counts } = value.buckets;
  writer.byte(histogramTags.count);
  writeFixed64(writer, value.count);
  writeDouble(writer, histogramTags.sum, value.sum);
  nested(writer, histogramTags.bucketCounts, () => {
    for (const count of counts) writeFixed64(writer, count);
  });
  nested(writer, histogramTags.bounds, () => {
    for (const bound of boundaries) writer.double(bound);
  });
  for (const exemplar of exemplars) nested(writer, histogramTags.exemplars, () => writeExemplar(writer, exemplar));
  writeAttributes(writer, histogramTags.attributes, attributes);
  writeDouble(writer, histogramTags.min, value.min);
  writeDouble(writer, histogramTags.max, value.max);
}

function writeExemplar(writer: ByteWriter, { millis, value, ids }: Exemplar): void {
  writeMoment(writer, exemplarTags.time, millis);
  writeDouble(writer, exemplarTags.value, value);
  // None, of a measurement outside of every span.
  if ((ids.trace0 | ids.trace1 | ids.trace2 | ids.trace3) === 0) return;
  writeSpanId(writer, exemplarTags.spanId, ids);
  writeTraceId(writer, exemplarTags.traceId, ids);
}

function writeExponential(writer: ByteWriter, { value, attributes }: DataPoint<ExponentialHistogram>): void {
  writeAttributes(writer, exponentialTags.attributes, attributes);
  writer.byte(exponentialTags.count);
  writeFixed64(writer, value.count);
  writeDouble(writer, exponentialTags.sum, value.sum);
  writer.byte(exponentialTags.scale);
  writer.varint(zigzag(value.scale));
  writer.byte(exponentialTags.zeroCount);
  writeFixed64(writer, value.zeroCount);
  nested(writer, exponentialTags.positive, () => writeBuckets(writer, value.positive));
  nested(writer, exponentialTags.negative, () => writeBuckets(writer, value.negative));
  writeDouble(writer, exponentialTags.min, value.min);
  writeDouble(writer, exponentialTags.max, value.max);
}

function writeBuckets(writer: ByteWriter, { offset, bucketCounts }: ExponentialHistogram["positive"]): void {
  writer.byte(8);
  writer.varint(zigzag(offset));
  nested(writer, 18, () => {
    for (const count of bucketCounts) writer.varint(count);
  });
}

/** sint32: small negative numbers stay short. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function writeAttributes(writer: ByteWriter, tag: number, attributes: Attributes): void {
  for (const key of Object.keys(attributes)) {
    if (attributes[key] === undefined) continue;
    writer.byte(tag);
    writePair(writer, key, attributes[key], rules);
  }
}

function writeDouble(writer: ByteWriter, tag: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.byte(tag);
  writer.double(value);
}

/** An integer in eight bytes, as counts and integer values are; two's complement. */
function writeFixed64(writer: ByteWriter, value: number): void {
  const whole = Math.trunc(value);
  const high = Math.floor(whole / 0x100000000);
  writer.fixed32(whole - high * 0x100000000);
  writer.fixed32(high >>> 0);
}

function writeTime(writer: ByteWriter, tag: number, [seconds, nanos]: HrTime): void {
  writer.byte(tag);
  // The times of metrics are whole milliseconds.
  writer.nanos(seconds * 1000 + nanos / 1e6);
}

function nested(writer: ByteWriter, tag: number, write: () => void): void {
  writer.byte(tag);
  const from = writer.open();
  write();
  writer.close(from);
}
