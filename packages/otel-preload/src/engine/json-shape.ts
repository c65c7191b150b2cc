// What stands in the OTLP messages that the engine writes: names and kinds of their fields in OTLP/JSON.
import type { SignalName } from "./message.ts";

export type Bytes = "text" | "hex" | "base64" | "fixed64s" | "doubles" | "numbers";
export type Kind =
  | Bytes
  | "number"
  | "signed"
  | "int64"
  | "fixed64"
  | "sfixed64"
  | "fixed32"
  | "double"
  | "boolean"
  | Shape;
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: boolean;
}
export interface Shape {
  readonly fields: Readonly<Record<number, Field>>;
  /** What readers expect to be there even when it is the format's default. */
  readonly always?: Readonly<Record<string, unknown>>;
  /** Of many items: never made into one object. */
  readonly isLong?: boolean;
}

const one = (name: string, kind: Kind): Field => ({ name, kind });
const many = (name: string, kind: Kind): Field => ({ name, kind, repeated: true });

const anyValue: { fields: Record<number, Field> } = { fields: {} };
const keyValue: Shape = { fields: { 1: one("key", "text"), 2: one("value", anyValue) } };
anyValue.fields = {
  1: one("stringValue", "text"),
  2: one("boolValue", "boolean"),
  3: one("intValue", "int64"),
  4: one("doubleValue", "double"),
  5: one("arrayValue", { fields: { 1: many("values", anyValue) } }),
  6: one("kvlistValue", { fields: { 1: many("values", keyValue) } }),
  7: one("bytesValue", "base64"),
};
const scope: Shape = { fields: { 1: one("name", "text"), 2: one("version", "text"), 3: many("attributes", keyValue) } };
const resource: Shape = { fields: { 1: many("attributes", keyValue) } };
const dropped = "droppedAttributesCount";

const event: Shape = {
  fields: {
    1: one("timeUnixNano", "fixed64"),
    2: one("name", "text"),
    3: many("attributes", keyValue),
    4: one(dropped, "number"),
  },
};
const link: Shape = {
  fields: {
    1: one("traceId", "hex"),
    2: one("spanId", "hex"),
    3: one("traceState", "text"),
    4: many("attributes", keyValue),
    5: one(dropped, "number"),
    6: one("flags", "fixed32"),
  },
};
const span: Shape = {
  fields: {
    1: one("traceId", "hex"),
    2: one("spanId", "hex"),
    3: one("traceState", "text"),
    4: one("parentSpanId", "hex"),
    5: one("name", "text"),
    6: one("kind", "number"),
    7: one("startTimeUnixNano", "fixed64"),
    8: one("endTimeUnixNano", "fixed64"),
    9: many("attributes", keyValue),
    10: one(dropped, "number"),
    11: many("events", event),
    12: one("droppedEventsCount", "number"),
    13: many("links", link),
    14: one("droppedLinksCount", "number"),
    15: one("status", { fields: { 2: one("message", "text"), 3: one("code", "number") } }),
    16: one("flags", "fixed32"),
  },
  always: { status: { code: 0 } },
};
const record: Shape = {
  fields: {
    1: one("timeUnixNano", "fixed64"),
    2: one("severityNumber", "number"),
    3: one("severityText", "text"),
    5: one("body", anyValue),
    6: many("attributes", keyValue),
    7: one(dropped, "number"),
    8: one("flags", "fixed32"),
    9: one("traceId", "hex"),
    10: one("spanId", "hex"),
    11: one("observedTimeUnixNano", "fixed64"),
    12: one("eventName", "text"),
  },
};

const exemplar: Shape = {
  fields: {
    2: one("timeUnixNano", "fixed64"),
    3: one("asDouble", "double"),
    4: one("spanId", "hex"),
    5: one("traceId", "hex"),
  },
};
const times = { 2: one("startTimeUnixNano", "fixed64"), 3: one("timeUnixNano", "fixed64") } as const;
const numberPoint: Shape = {
  fields: { ...times, 4: one("asDouble", "double"), 6: one("asInt", "sfixed64"), 7: many("attributes", keyValue) },
};
const histogramPoint: Shape = {
  fields: {
    ...times,
    4: one("count", "fixed64"),
    5: one("sum", "double"),
    6: one("bucketCounts", "fixed64s"),
    7: one("explicitBounds", "doubles"),
    8: many("exemplars", exemplar),
    9: many("attributes", keyValue),
    11: one("min", "double"),
    12: one("max", "double"),
  },
};
const buckets: Shape = { fields: { 1: one("offset", "signed"), 2: one("bucketCounts", "numbers") } };
const exponentialPoint: Shape = {
  fields: {
    ...times,
    1: many("attributes", keyValue),
    4: one("count", "fixed64"),
    5: one("sum", "double"),
    6: one("scale", "signed"),
    7: one("zeroCount", "fixed64"),
    8: one("positive", buckets),
    9: one("negative", buckets),
    12: one("min", "double"),
    13: one("max", "double"),
  },
};
const dataOf = (point: Shape): Shape => ({
  fields: {
    1: many("dataPoints", point),
    2: one("aggregationTemporality", "number"),
    3: one("isMonotonic", "boolean"),
  },
});
const metric: Shape = {
  fields: {
    1: one("name", "text"),
    2: one("description", "text"),
    3: one("unit", "text"),
    5: one("gauge", dataOf(numberPoint)),
    7: one("sum", dataOf(numberPoint)),
    9: one("histogram", dataOf(histogramPoint)),
    10: one("exponentialHistogram", dataOf(exponentialPoint)),
  },
};

function request(resources: string, scopes: string, items: string, item: Shape): Shape {
  const url = one("schemaUrl", "text");
  const ofScope: Shape = { fields: { 1: one("scope", scope), 2: many(items, item), 3: url }, isLong: true };
  const ofResource: Shape = {
    fields: { 1: one("resource", resource), 2: many(scopes, ofScope), 3: url },
    isLong: true,
  };
  return { fields: { 1: many(resources, ofResource) }, isLong: true };
}

/** Of an export request of each signal. */
export const requests: Readonly<Record<SignalName, Shape>> = {
  traces: request("resourceSpans", "scopeSpans", "spans", span),
  logs: request("resourceLogs", "scopeLogs", "logRecords", record),
  metrics: request("resourceMetrics", "scopeMetrics", "metrics", metric),
};
