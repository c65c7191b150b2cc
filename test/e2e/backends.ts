import { inject } from "vitest";
import type { DrawnSpan } from "../../examples/shop/expected.ts";

/* What the tests read back from the running backends, by their own query interfaces. */

export interface StoredSpan extends DrawnSpan {
  readonly traceId: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly endNanos: bigint;
}

export interface StoredLine {
  readonly line: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const stack = inject("stack");
const kinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const;

async function json<T>(url: URL, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(15_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

interface OtlpValue {
  readonly stringValue?: string;
}
interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly events?: readonly { readonly name: string }[];
}
interface OtlpTraces {
  readonly result?: {
    readonly resourceSpans?: readonly {
      readonly resource: { readonly attributes: readonly OtlpAttribute[] };
      readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
    }[];
  };
}

/** The spans of a trace in Jaeger; none while it does not know the trace. */
export async function traceSpans(traceId: string): Promise<StoredSpan[]> {
  const response = await fetch(new URL(`/api/v3/traces/${traceId}`, stack.urls.jaeger));
  if (response.status === 404) return [];
  const { result } = (await response.json()) as OtlpTraces;
  return spansOf(result?.resourceSpans ?? []);
}

/** Everything Jaeger has of a service, as it is stored: for counting and for looking for secrets. */
export async function searchTraces(service: string, limit: number): Promise<StoredSpan[]> {
  const url = new URL("/api/v3/traces", stack.urls.jaeger);
  const now = Date.now();
  url.search = new URLSearchParams({
    "query.service_name": service,
    "query.start_time_min": new Date(now - 3_600_000).toISOString(),
    "query.start_time_max": new Date(now + 60_000).toISOString(),
    "query.num_traces": String(limit),
  }).toString();
  const response = await fetch(url);
  if (response.status === 404) return [];
  const { result } = (await response.json()) as OtlpTraces;
  return spansOf(result?.resourceSpans ?? []);
}

function spansOf(groups: NonNullable<NonNullable<OtlpTraces["result"]>["resourceSpans"]>): StoredSpan[] {
  return groups.flatMap(({ resource, scopeSpans }) => {
    const service = valueOf(resource.attributes.find(({ key }) => key === "service.name")?.value);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => stored(span, service)));
  });
}

function stored(span: OtlpSpan, service: string): StoredSpan {
  return {
    service,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId || undefined,
    kind: kinds[span.kind] ?? "internal",
    name: span.name,
    startNanos: BigInt(span.startTimeUnixNano),
    endNanos: BigInt(span.endTimeUnixNano),
    attributes: Object.fromEntries((span.attributes ?? []).map(({ key, value }) => [key, valueOf(value)])),
    events: (span.events ?? []).map((event) => JSON.stringify(event)),
  };
}

function valueOf(value: OtlpValue | undefined): string {
  return value?.stringValue ?? String(Object.values(value ?? {})[0] ?? "");
}

/** Log lines of the last hour with their labels and structured metadata. */
export async function logLines(logql: string, limit = 1000): Promise<StoredLine[]> {
  const url = new URL("/loki/api/v1/query_range", stack.urls.loki);
  url.search = new URLSearchParams({ query: logql, limit: String(limit), since: "1h" }).toString();
  const { data } = await json<{ data: { result: { stream: Record<string, string>; values: [string, string][] }[] } }>(
    url,
  );
  return data.result.flatMap(({ stream, values }) => values.map(([, line]) => ({ line, labels: stream })));
}

export async function promQuery(promql: string): Promise<Series[]> {
  const url = new URL("/api/v1/query", stack.urls.prometheus);
  url.search = new URLSearchParams({ query: promql }).toString();
  const { data } = await json<{ data: { result: { metric: Record<string, string>; value: [number, string] }[] } }>(url);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

export async function exemplarTraceIds(promql: string): Promise<string[]> {
  const url = new URL("/api/v1/query_exemplars", stack.urls.prometheus);
  const now = Date.now() / 1000;
  url.search = new URLSearchParams({ query: promql, start: String(now - 3600), end: String(now + 60) }).toString();
  const { data } = await json<{ data: { exemplars: { labels: Record<string, string> }[] }[] }>(url);
  return data.flatMap(({ exemplars }) => exemplars.flatMap(({ labels }) => labels["trace_id"] ?? []));
}

/** Every label value Prometheus holds. */
export async function allLabelValues(): Promise<string> {
  const url = new URL("/api/v1/series", stack.urls.prometheus);
  url.search = new URLSearchParams({ "match[]": '{service_name=~".+"}' }).toString();
  return JSON.stringify(await json(url));
}

export interface Issue {
  readonly id: string;
  readonly calculated_type: string;
  readonly calculated_value: string;
  readonly digested_event_count: number;
}

export async function issues(): Promise<Issue[]> {
  const { results } = await sentry<{ results: Issue[] }>(
    "/api/canonical/0/issues/?project=1&sort=last_seen&order=desc",
  );
  return results;
}

/** The stored events of an issue, whole. */
export async function eventsOf(issueId: string): Promise<Record<string, unknown>[]> {
  const { results } = await sentry<{ results: { id: string }[] }>(`/api/canonical/0/events/?issue=${issueId}`);
  return Promise.all(
    results.map(
      async ({ id }) => (await sentry<{ data: Record<string, unknown> }>(`/api/canonical/0/events/${id}/`)).data,
    ),
  );
}

function sentry<T>(path: string): Promise<T> {
  return json<T>(new URL(path, stack.urls.bugsink), { authorization: `Bearer ${inject("sentryToken")}` });
}
