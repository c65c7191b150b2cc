import type { DemoSentry, DemoTarget } from "./target.ts";

const timeoutMillis = 5_000;

/** The trace whose log lines name the order; undefined while none has arrived. */
export async function traceOfOrder(target: DemoTarget, orderId: string): Promise<string | undefined> {
  const { data }: LokiAnswer = await getJson(
    lokiQueryUrl(target, `{service_name="shop-orders"} | orderId="${orderId}"`),
  );
  return data.result.find(({ stream }) => stream["trace_id"] !== undefined)?.stream["trace_id"];
}

/** Names of the services that have spans in the trace: empty while Jaeger does not know it. */
export async function servicesOfTrace(target: DemoTarget, traceId: string): Promise<string[]> {
  const response = await get(traceUrl(target, traceId));
  if (response.status === 404) return [];
  const { result }: JaegerAnswer = await readJson(response);
  const names = (result?.resourceSpans ?? []).flatMap(({ resource }) =>
    resource.attributes.filter(({ key }) => key === "service.name").map(({ value }) => value.stringValue),
  );
  return [...new Set(names)].toSorted();
}

/** The series that a PromQL query answers with, by their `service_name`. */
export async function servicesOfQuery(target: DemoTarget, promql: string): Promise<string[]> {
  const { data }: PrometheusAnswer = await getJson(prometheusQueryUrl(target, promql));
  return [...new Set(data.result.flatMap(({ metric }) => metric["service_name"] ?? []))].toSorted();
}

/** The page of the newest issue whose text contains `text`; undefined while there is none. */
export async function issuePage(sentry: DemoSentry, text: string): Promise<string | undefined> {
  const project = new URL(sentry.dsn).pathname.split("/").at(-1) ?? "";
  const url = new URL("/api/canonical/0/issues/", sentry.url);
  url.search = new URLSearchParams({ project, sort: "last_seen", order: "desc" }).toString();
  const { results }: BugsinkAnswer = await getJson(url, { authorization: `Bearer ${sentry.apiToken}` });
  const issue = results.find(({ calculated_value }) => calculated_value.includes(text));
  return issue && new URL(`/issues/issue/${issue.id}/event/last/`, sentry.url).href;
}

/** Where Jaeger answers with the trace as JSON. */
export function traceUrl({ jaegerUrl }: DemoTarget, traceId: string): URL {
  return new URL(`/api/v3/traces/${traceId}`, jaegerUrl);
}

export function lokiQueryUrl({ lokiUrl }: DemoTarget, logql: string): URL {
  const url = new URL("/loki/api/v1/query_range", lokiUrl);
  url.search = new URLSearchParams({ query: logql }).toString();
  return url;
}

export function prometheusQueryUrl({ prometheusUrl }: DemoTarget, promql: string): URL {
  const url = new URL("/api/v1/query", prometheusUrl);
  url.search = new URLSearchParams({ query: promql }).toString();
  return url;
}

function get(url: URL, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(timeoutMillis) });
}

async function getJson<Body>(url: URL, headers?: Record<string, string>): Promise<Body> {
  return readJson<Body>(await get(url, headers));
}

async function readJson<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

interface LokiAnswer {
  readonly data: { readonly result: readonly { readonly stream: Readonly<Record<string, string>> }[] };
}

interface PrometheusAnswer {
  readonly data: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] };
}

interface JaegerAnswer {
  readonly result?: {
    readonly resourceSpans?: readonly {
      readonly resource: {
        readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
      };
    }[];
  };
}

interface BugsinkAnswer {
  readonly results: readonly { readonly id: string; readonly calculated_value: string }[];
}
