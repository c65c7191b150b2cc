// A strict reader of OTLP requests: what a collector refuses (a wrong wire type, a length beyond the end, a text that is
// not UTF-8, a field that is not there) throws. It gives the shape of OTLP/JSON and shares no code with what writes.

type Kind = "text" | "hex" | "base64" | "bool" | "int64" | "uint32" | "fixed32" | "fixed64" | "double" | Message;
interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly isList: boolean;
}
interface Message {
  fields: Readonly<Record<number, Field>>;
}

const one = (name: string, kind: Kind): Field => ({ name, kind, isList: false });
const many = (name: string, kind: Kind): Field => ({ name, kind, isList: true });
const message = (fields: Message["fields"]): Message => ({ fields });

const anyValue = message({});
const keyValue = message({ 1: one("key", "text"), 2: one("value", anyValue) });
const attributes = many("attributes", keyValue);
anyValue.fields = {
  1: one("stringValue", "text"),
  2: one("boolValue", "bool"),
  3: one("intValue", "int64"),
  4: one("doubleValue", "double"),
  5: one("arrayValue", message({ 1: many("values", anyValue) })),
  6: one("kvlistValue", message({ 1: many("values", keyValue) })),
  7: one("bytesValue", "base64"),
};
const dropped = one("droppedAttributesCount", "uint32");
const event = message({ 1: one("timeUnixNano", "fixed64"), 2: one("name", "text"), 3: attributes, 4: dropped });
const link = message({
  1: one("traceId", "hex"),
  2: one("spanId", "hex"),
  3: one("traceState", "text"),
  4: attributes,
  5: dropped,
  6: one("flags", "fixed32"),
});
const span = message({
  1: one("traceId", "hex"),
  2: one("spanId", "hex"),
  3: one("traceState", "text"),
  4: one("parentSpanId", "hex"),
  5: one("name", "text"),
  6: one("kind", "uint32"),
  7: one("startTimeUnixNano", "fixed64"),
  8: one("endTimeUnixNano", "fixed64"),
  9: attributes,
  10: dropped,
  11: many("events", event),
  12: one("droppedEventsCount", "uint32"),
  13: many("links", link),
  14: one("droppedLinksCount", "uint32"),
  15: one("status", message({ 2: one("message", "text"), 3: one("code", "uint32") })),
  16: one("flags", "fixed32"),
});
const record = message({
  1: one("timeUnixNano", "fixed64"),
  2: one("severityNumber", "uint32"),
  3: one("severityText", "text"),
  5: one("body", anyValue),
  6: attributes,
  7: dropped,
  8: one("flags", "fixed32"),
  9: one("traceId", "hex"),
  10: one("spanId", "hex"),
  11: one("observedTimeUnixNano", "fixed64"),
  12: one("eventName", "text"),
});
const resource = message({ 1: attributes, 2: dropped });
const scope = message({ 1: one("name", "text"), 2: one("version", "text"), 3: attributes, 4: dropped });

function request(resources: string, scopes: string, items: string, item: Message): Message {
  const ofScope = message({ 1: one("scope", scope), 2: many(items, item), 3: one("schemaUrl", "text") });
  return message({
    1: many(
      resources,
      message({ 1: one("resource", resource), 2: many(scopes, ofScope), 3: one("schemaUrl", "text") }),
    ),
  });
}

const requests: Readonly<Record<string, Message>> = {
  "/v1/traces": request("resourceSpans", "scopeSpans", "spans", span),
  "/v1/logs": request("resourceLogs", "scopeLogs", "logRecords", record),
};

/** The request as OTLP/JSON would have it; `undefined` for metrics. Throws for what is no such request. */
export function decodeOtlp(path: string, body: Buffer): Record<string, unknown> | undefined {
  const shape = requests[path];
  return shape === undefined ? undefined : readMessage(body, shape);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readMessage(bytes: Buffer, { fields }: Message): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("a number runs beyond the end");
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Error("a number of more than ten bytes");
  };
  const take = (count: number): Buffer => {
    if (at + count > bytes.length) throw new Error(`${count} bytes wanted, ${bytes.length - at} left`);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const read = (kind: Kind, wireType: number): unknown => {
    const expected = typeof kind === "object" ? 2 : wireTypes[kind];
    if (wireType !== expected) throw new Error(`wire type ${wireType}, expected ${expected}`);
    if (typeof kind === "object") return readMessage(take(Number(varint())), kind);
    switch (kind) {
      case "text":
        return utf8.decode(take(Number(varint())));
      case "hex":
      case "base64":
        return take(Number(varint())).toString(kind);
      case "bool":
        return varint() !== 0n;
      case "int64":
        return String(BigInt.asIntN(64, varint()));
      case "uint32":
        return within32(varint());
      case "fixed32":
        return take(4).readUInt32LE();
      case "fixed64":
        return String(take(8).readBigUInt64LE());
      default:
        return take(8).readDoubleLE();
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = fields[tag >>> 3];
    if (field === undefined) throw new Error(`field ${tag >>> 3} is not there`);
    const value = read(field.kind, tag & 7);
    if (!field.isList) result[field.name] = value;
    else ((result[field.name] ??= []) as unknown[]).push(value);
  }
  return result;
}

const wireTypes = {
  text: 2,
  hex: 2,
  base64: 2,
  bool: 0,
  int64: 0,
  uint32: 0,
  fixed32: 5,
  fixed64: 1,
  double: 1,
} as const;

function within32(value: bigint): number {
  if (value > 0xffffffffn) throw new Error(`${value} is more than 32 bits`);
  return Number(value);
}
