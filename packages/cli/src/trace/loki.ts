import type { TraceLog } from "./model.ts";

const timeoutMillis = 10_000;
const mostLines = 5_000;
// Log lines of one trace may be older or younger than its spans: a retry in a queue, a clock that is off.
const marginNanos = 600_000_000_000n;

/** Between which moments, in nanoseconds since 1970. */
export interface TimeRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** The log lines that carry the trace's id, from ten minutes before to ten minutes after the range. */
export async function fetchLogs(lokiUrl: string, traceId: string, { from, to }: TimeRange): Promise<TraceLog[]> {
  const url = new URL("/loki/api/v1/query_range", lokiUrl);
  url.search = new URLSearchParams({
    query: `{service_name=~".+"} | trace_id="${traceId}"`,
    start: String(from - marginNanos),
    end: String(to + marginNanos),
    limit: String(mostLines),
    direction: "forward",
  }).toString();
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMillis) });
  const text = await response.text();
  if (!response.ok) throw new Error(`Loki answered ${response.status}: ${text.slice(0, 200)}`);
  const { data } = JSON.parse(text) as LokiAnswer;
  return data.result.flatMap(({ stream, values }) =>
    values.map(([time, line]) => ({
      time: BigInt(time),
      spanId: stream["span_id"],
      service: stream["service_name"] ?? "",
      severity: (stream["severity_text"] ?? stream["detected_level"] ?? "").toLowerCase(),
      line,
    })),
  );
}

interface LokiAnswer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [time: string, line: string])[];
    }[];
  };
}
