import { getJson, queryOf } from "./http.ts";

/** A span as the pages show it; times in milliseconds since 1970. */
export interface TraceSpan {
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly duration: number;
  readonly isError: boolean;
  readonly attributes: readonly Pair[];
  readonly resource: readonly Pair[];
  readonly events: readonly SpanEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly warnings: readonly string[];
}

export type Pair = readonly [key: string, value: string];

export interface SpanEvent {
  readonly time: number;
  readonly name: string;
  readonly attributes: readonly Pair[];
}

export interface FoundTrace {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
}

export interface TraceSearch {
  readonly service: string;
  readonly operation?: string;
  /** `{"error":"true"}` */
  readonly tags?: Readonly<Record<string, string>>;
  /** As Jaeger reads them: 100ms, 1.5s. */
  readonly minDuration?: string;
  readonly maxDuration?: string;
  readonly limit: number;
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const api = "/api/jaeger";

export async function services(): Promise<readonly string[]> {
  return ((await getJson<{ data: string[] | null }>(`${api}/services`)).data ?? []).toSorted();
}

export async function operations(service: string): Promise<readonly string[]> {
  const { data } = await getJson<{ data: string[] | null }>(
    `${api}/services/${encodeURIComponent(service)}/operations`,
  );
  return [...new Set(data ?? [])].toSorted();
}

export async function searchTraces(search: TraceSearch): Promise<readonly FoundTrace[]> {
  const { service, operation, tags, minDuration, maxDuration, limit, from, to } = search;
  const query = queryOf({
    service,
    operation: operation || undefined,
    tags: tags && JSON.stringify(tags),
    minDuration: minDuration || undefined,
    maxDuration: maxDuration || undefined,
    limit,
    start: Math.round(from * 1e6),
    end: Math.round(to * 1e6),
  });
  return (await getJson<{ data: JaegerTrace[] | null }>(`${api}/traces?${query}`)).data?.map(toTrace) ?? [];
}

/** The trace, or undefined when Jaeger does not know it. */
export async function fetchTrace(traceId: string): Promise<FoundTrace | undefined> {
  const { data } = await getJson<{ data: JaegerTrace[] | null }>(`${api}/traces/${traceId}`).catch((error: Error) => {
    if (/answered 404/.test(error.message)) return { data: null };
    throw error;
  });
  return data?.[0] && toTrace(data[0]);
}

interface JaegerPair {
  readonly key: string;
  readonly value: unknown;
}

interface JaegerSpan {
  readonly spanID: string;
  readonly processID: string;
  readonly operationName: string;
  /** Microseconds since 1970, and a duration in them. */
  readonly startTime: number;
  readonly duration: number;
  readonly references?: readonly { readonly refType: string; readonly traceID: string; readonly spanID: string }[];
  readonly tags?: readonly JaegerPair[];
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly JaegerPair[] }[];
  readonly warnings?: readonly string[] | null;
}

interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string; readonly tags?: readonly JaegerPair[] }>>;
}

function toTrace({ traceID, spans, processes }: JaegerTrace): FoundTrace {
  return {
    traceId: traceID,
    spans: spans.map((span) => toSpan(span, traceID, processes[span.processID])).toSorted((a, b) => a.start - b.start),
  };
}

function toSpan(span: JaegerSpan, traceId: string, process: JaegerTrace["processes"][string] | undefined): TraceSpan {
  const attributes = pairs(span.tags);
  const tag = (name: string): string | undefined => attributes.find(([key]) => key === name)?.[1];
  const references = span.references ?? [];
  const parent = references.find(({ refType, traceID }) => refType === "CHILD_OF" && traceID === traceId);
  return {
    spanId: span.spanID,
    parentId: parent?.spanID,
    service: process?.serviceName ?? "unknown service",
    name: span.operationName,
    kind: tag("span.kind") ?? "internal",
    start: span.startTime / 1000,
    duration: span.duration / 1000,
    isError: tag("error") === "true" || tag("otel.status_code") === "ERROR",
    attributes,
    resource: pairs(process?.tags),
    events: (span.logs ?? []).map(({ timestamp, fields }) => {
      const all = pairs(fields);
      const name = all.find(([key]) => key === "event")?.[1] ?? "event";
      return { time: timestamp / 1000, name, attributes: all.filter(([key]) => key !== "event") };
    }),
    links: references
      .filter((reference) => reference !== parent)
      .map(({ traceID, spanID }) => ({ traceId: traceID, spanId: spanID })),
    warnings: span.warnings ?? [],
  };
}

function pairs(list: readonly JaegerPair[] = []): Pair[] {
  return list
    .map(({ key, value }): Pair => [key, typeof value === "string" ? value : JSON.stringify(value)])
    .toSorted(([a], [b]) => a.localeCompare(b));
}
