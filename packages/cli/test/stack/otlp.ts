import { randomBytes } from "node:crypto";

// OTLP's JSON form, as far as the tests need it.

type Value = string | number | readonly string[] | { readonly [key: string]: string };
export type Attributes = Readonly<Record<string, Value>>;

export function id(bytes: 8 | 16): string {
  return randomBytes(bytes).toString("hex");
}

/** A word that nothing masks: hexadecimal digits that happen to be all decimal ones are taken for a card number. */
export function word(): string {
  return id(8).replaceAll(/\d/gu, (digit) => "ghijklmnop"[Number(digit)] ?? "");
}

function nowNanos(): string {
  return `${Date.now()}000000`;
}

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Value): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map((one: string) => ({ stringValue: one })) } };
  return { kvlistValue: { values: attributesOf(value as Attributes) } };
}

function resource(service: string): object {
  const attributes = {
    "service.name": service,
    "service.namespace": "shop",
    "deployment.environment.name": "test",
    "service.instance.id": `${service}-1`,
  };
  return { attributes: attributesOf(attributes) };
}

export interface SpanOptions {
  readonly trace: string;
  readonly id?: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind: 1 | 2 | 3 | 4 | 5;
  readonly attributes?: Attributes;
  readonly status?: { readonly code: 1 | 2; readonly message?: string };
  readonly exception?: Attributes;
}

export function span(options: SpanOptions): object {
  const { trace, parent, name, kind, attributes = {}, status, exception } = options;
  return {
    traceId: trace,
    spanId: options.id ?? id(8),
    ...(parent && { parentSpanId: parent }),
    name,
    kind,
    startTimeUnixNano: nowNanos(),
    endTimeUnixNano: `${Date.now() + 50}000000`,
    attributes: attributesOf(attributes),
    ...(status && { status }),
    ...(exception && {
      events: [{ timeUnixNano: nowNanos(), name: "exception", attributes: attributesOf(exception) }],
    }),
  };
}

export function traces(service: string, spans: readonly object[]): object {
  return { resourceSpans: [{ resource: resource(service), scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}

export interface LogOptions {
  readonly body: string;
  readonly trace?: string;
  readonly severity?: number;
  readonly attributes?: Attributes;
}

export function logs(service: string, records: readonly LogOptions[]): object {
  const logRecords = records.map(({ body, trace, severity = 9, attributes = {} }) => ({
    timeUnixNano: nowNanos(),
    severityNumber: severity,
    body: { stringValue: body },
    ...(trace && { traceId: trace, spanId: id(8) }),
    attributes: attributesOf(attributes),
  }));
  return { resourceLogs: [{ resource: resource(service), scopeLogs: [{ scope: { name: "test" }, logRecords }] }] };
}

export function counter(service: string, name: string, attributes: Attributes): object {
  const now = Date.now();
  const point = {
    asInt: "3",
    startTimeUnixNano: `${now - 1000}000000`,
    timeUnixNano: `${now}000000`,
    attributes: attributesOf(attributes),
  };
  const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] };
  return {
    resourceMetrics: [{ resource: resource(service), scopeMetrics: [{ metrics: [{ name, unit: "1", sum }] }] }],
  };
}
