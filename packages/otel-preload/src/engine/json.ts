// OTLP/JSON of what the engine wrote as protobuf: for OTEL_EXPORTER_OTLP_PROTOCOL=http/json and for the console.

type Kind = "text" | "hex" | "base64" | "number" | "int64" | "fixed64" | "fixed32" | "double" | "boolean" | Shape;
interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly repeated?: boolean;
}
interface Shape {
  readonly fields: Readonly<Record<number, Field>>;
  /** What readers expect to be there even when it is the format's default. */
  readonly always?: Readonly<Record<string, unknown>>;
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

function request(resources: string, scopes: string, items: string, item: Shape): Shape {
  const ofScope: Shape = { fields: { 1: one("scope", scope), 2: many(items, item), 3: one("schemaUrl", "text") } };
  const ofResource: Shape = {
    fields: { 1: one("resource", resource), 2: many(scopes, ofScope), 3: one("schemaUrl", "text") },
  };
  return { fields: { 1: many(resources, ofResource) } };
}

const requests = {
  traces: request("resourceSpans", "scopeSpans", "spans", span),
  logs: request("resourceLogs", "scopeLogs", "logRecords", record),
} as const;

/** The JSON form of an export request (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"). */
export function toJson(signal: "traces" | "logs", body: Buffer): string {
  return JSON.stringify(new Reader(body).message(requests[signal], body.length));
}

class Reader {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  message({ fields, always }: Shape, end: number): Record<string, unknown> {
    const result: Record<string, unknown> = { ...always };
    while (this.at < end) {
      const tag = this.varint();
      const { name, kind, repeated = false } = fields[tag >>> 3] as Field;
      const value = this.value(kind);
      if (!repeated) result[name] = value;
      else if (Array.isArray(result[name])) result[name].push(value);
      else result[name] = [value];
    }
    return result;
  }

  private value(kind: Kind): unknown {
    switch (kind) {
      case "number":
        return this.varint();
      case "boolean":
        return this.varint() === 1;
      case "int64":
        return this.int64();
      case "fixed64":
        return String(this.bytes.readBigUInt64LE(this.skip(8)));
      case "fixed32":
        return this.bytes.readUInt32LE(this.skip(4));
      case "double":
        return this.double();
      default:
        return this.delimited(kind);
    }
  }

  private delimited(kind: Shape | "text" | "hex" | "base64"): unknown {
    const length = this.varint();
    if (typeof kind !== "object") {
      const from = this.skip(length);
      return this.bytes.toString(kind === "text" ? "utf8" : kind, from, from + length);
    }
    return this.message(kind, this.at + length);
  }

  private varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  /** In JSON a decimal text: a number does not hold all of them. */
  private int64(): string {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return String(BigInt.asIntN(64, value));
    }
  }

  private double(): number | string {
    const value = this.bytes.readDoubleLE(this.skip(8));
    return Number.isFinite(value) ? value : String(value);
  }

  private skip(count: number): number {
    this.at += count;
    return this.at - count;
  }
}
