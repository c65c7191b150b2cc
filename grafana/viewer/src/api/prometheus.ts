import { getJson, queryOf } from "./http.ts";

export type Labels = Readonly<Record<string, string>>;
/** Seconds since 1970, and the number as text. */
export type Sample = readonly [time: number, value: string];

export interface Series {
  readonly metric: Labels;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

export interface Exemplar {
  readonly labels: Labels;
  readonly value: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

export interface Span {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

interface Answer<T> {
  readonly data: T;
}

interface Rows {
  readonly resultType: "matrix" | "vector" | "scalar" | "string";
  readonly result: readonly Series[];
}

const api = "/api/prometheus";

/** A range query; `step` in seconds. */
export async function queryRange(expr: string, { from, to }: Span, step: number, signal?: AbortSignal) {
  const query = queryOf({ query: expr, start: from, end: to, step });
  return (await getJson<Answer<Rows>>(`${api}/query_range?${query}`, { signal })).data.result;
}

export async function queryInstant(expr: string, time: number, signal?: AbortSignal): Promise<readonly Series[]> {
  const { data } = await getJson<Answer<Rows>>(`${api}/query?${queryOf({ query: expr, time })}`, { signal });
  // A scalar is one sample without labels.
  if (data.resultType === "scalar") return [{ metric: {}, value: data.result as unknown as Sample }];
  return data.result;
}

export async function labelValues(label: string, match: string | undefined, { from, to }: Span, signal?: AbortSignal) {
  const query = queryOf({ start: from, end: to, "match[]": match });
  return (await getJson<Answer<string[]>>(`${api}/label/${encodeURIComponent(label)}/values?${query}`, { signal }))
    .data;
}

export async function queryExemplars(expr: string, { from, to }: Span, signal?: AbortSignal) {
  const query = queryOf({ query: expr, start: from, end: to });
  type Found = readonly { readonly seriesLabels: Labels; readonly exemplars: readonly Exemplar[] }[];
  return (await getJson<Answer<Found>>(`${api}/query_exemplars?${query}`, { signal })).data;
}

/** A rule that fires or is about to, as Prometheus and the Loki ruler both tell it. */
export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: "firing" | "pending";
  readonly activeAt: string;
  readonly value: string;
}

export async function ruleAlerts(source: "prometheus" | "loki"): Promise<readonly RuleAlert[]> {
  return (await getJson<Answer<{ alerts: readonly RuleAlert[] }>>(`/api/${source}/alerts`)).data.alerts;
}
