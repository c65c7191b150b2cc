/** One series of a range query. */
export interface RangeSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the number as Prometheus writes it. */
  readonly values: readonly (readonly [number, string])[];
}

export interface RangeQuery {
  readonly query: string;
  /** Minutes since 1970, both included. */
  readonly start: number;
  readonly end: number;
}

/** What a query says at each minute. */
export async function ask(prometheusUrl: string, { query, start, end }: RangeQuery): Promise<RangeSeries[]> {
  const body = new URLSearchParams({ query, start: String(start * 60), end: String(end * 60), step: "60" });
  const response = await fetch(`${prometheusUrl}/api/v1/query_range`, { method: "POST", body });
  const answer = (await response.json()) as { data?: { result: RangeSeries[] }; error?: string };
  if (!answer.data) throw new Error(`Prometheus refuses ${query}: ${answer.error ?? response.status}`);
  return answer.data.result;
}
