import { getJson, queryOf } from "./http.ts";
import type { Labels, Series, Span } from "./prometheus.ts";

export interface LogLine {
  /** Nanoseconds since 1970, as text: a number does not hold them. */
  readonly nanos: string;
  readonly millis: number;
  readonly line: string;
  readonly labels: Labels;
}

interface Stream {
  readonly stream: Labels;
  readonly values: readonly (readonly [nanos: string, line: string])[];
}

interface Answer {
  readonly data:
    | { readonly resultType: "streams"; readonly result: readonly Stream[] }
    | { readonly resultType: "matrix" | "vector"; readonly result: readonly Series[] };
}

/** Lines, or numbers made of lines, depending on the query. */
export type LokiResult = { readonly lines: readonly LogLine[] } | { readonly series: readonly Series[] };

export interface LokiRange extends Span {
  readonly step?: number;
  readonly limit?: number;
  readonly direction?: "forward" | "backward";
}

export async function lokiRange(query: string, range: LokiRange, signal?: AbortSignal): Promise<LokiResult> {
  const { from, to, step, limit, direction } = range;
  const text = queryOf({ query, start: nanosOf(from), end: nanosOf(to), step, limit, direction });
  return resultOf(await getJson<Answer>(`/api/loki/query_range?${text}`, { signal }));
}

/** Up to `count` lines of a selector before a moment and as many after it, with those of the moment: newest first. */
export async function linesAround(selector: string, nanos: string, count: number): Promise<readonly LogLine[]> {
  const at = BigInt(nanos);
  const ask = async (parameters: Readonly<Record<string, string | number>>): Promise<readonly LogLine[]> => {
    const result = resultOf(
      await getJson<Answer>(`/api/loki/query_range?${queryOf({ query: selector, ...parameters })}`),
    );
    return "lines" in result ? result.lines : [];
  };
  // Loki's ranges hold their start and not their end.
  const [after, before] = await Promise.all([
    ask({ start: String(at), end: String(at + aroundNanos), direction: "forward", limit: count + 1 }),
    ask({ start: String(at - aroundNanos), end: String(at), direction: "backward", limit: count }),
  ]);
  return [...after, ...before];
}

/** Further away it is another story. */
const aroundNanos = 3_600_000_000_000n;

export async function lokiInstant(query: string, time: number, signal?: AbortSignal): Promise<LokiResult> {
  return resultOf(await getJson<Answer>(`/api/loki/query?${queryOf({ query, time: nanosOf(time) })}`, { signal }));
}

export async function lokiLabelValues(label: string, { from, to }: Span): Promise<readonly string[]> {
  const query = queryOf({ start: nanosOf(from), end: nanosOf(to) });
  const { data = [] } = await getJson<{ data?: string[] }>(
    `/api/loki/label/${encodeURIComponent(label)}/values?${query}`,
  );
  return data;
}

function nanosOf(seconds: number): string {
  return `${Math.round(seconds * 1000)}000000`;
}

/** Newest first. */
function resultOf({ data }: Answer): LokiResult {
  if (data.resultType !== "streams") return { series: data.result };
  const lines = data.result.flatMap(({ stream, values }) =>
    values.map(([nanos, line]) => ({ nanos, millis: Number(nanos.slice(0, -6)), line, labels: stream })),
  );
  return { lines: lines.toSorted((a, b) => (a.nanos < b.nanos ? 1 : -1)) };
}
