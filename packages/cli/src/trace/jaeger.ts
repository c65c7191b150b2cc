import type { TraceException, TraceSpan } from "./model.ts";

const timeoutMillis = 5_000;
const errorStatus = 2;

/** The spans of a trace; none when Jaeger does not know it (yet). */
export async function fetchSpans(jaegerUrl: string, traceId: string): Promise<TraceSpan[]> {
  const response = await fetch(`${jaegerUrl}/api/v3/traces/${traceId}`, {
    signal: AbortSignal.timeout(timeoutMillis),
  });
  const text = await response.text();
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`Jaeger answered ${response.status}: ${text.slice(0, 200)}`);
  const { result } = JSON.parse(text) as JaegerAnswer;
  return (result?.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const service = attributesOf(resource?.attributes)["service.name"] ?? "unknown service";
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => toSpan(span, service)));
  });
}

function toSpan(span: OtlpSpan, service: string): TraceSpan {
  const { code, message = "" } = span.status ?? {};
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    service,
    name: span.name,
    start: BigInt(span.startTimeUnixNano),
    end: BigInt(span.endTimeUnixNano),
    isError: code === errorStatus || code === "STATUS_CODE_ERROR",
    statusMessage: message,
    attributes: attributesOf(span.attributes),
    exceptions: (span.events ?? []).filter((event) => event.name === "exception").map(toException),
  };
}

function toException({ attributes }: OtlpEvent): TraceException {
  const values = attributesOf(attributes);
  return { type: values["exception.type"] ?? "Error", message: values["exception.message"] ?? "" };
}

function attributesOf(attributes: readonly OtlpAttribute[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value)]));
}

// An OTLP value is an object with one field that names its type; lists and maps are shown as JSON.
function textOf(value: OtlpValue): string {
  const [inner] = Object.values(value);
  return typeof inner === "string" ? inner : JSON.stringify(inner ?? "");
}

type OtlpValue = Readonly<Record<string, unknown>>;

interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

interface OtlpEvent {
  readonly name: string;
  readonly attributes?: readonly OtlpAttribute[];
}

interface OtlpSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number | string; readonly message?: string };
  readonly attributes?: readonly OtlpAttribute[];
  readonly events?: readonly OtlpEvent[];
}

interface JaegerAnswer {
  readonly result?: {
    readonly resourceSpans?: readonly {
      readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
      readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
    }[];
  };
}
