import { type Histogram, metrics, type Meter, type Span, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import { durationBuckets, metricNames, scopeName, version } from "../../names.ts";

/** Instrumentations ask for these when they record, so that whatever engine is registered answers. */
export function tracer(): Tracer {
  return (cachedTracer ??= trace.getTracer(scopeName, version));
}

export function meter(): Meter {
  return (cachedMeter ??= metrics.getMeter(scopeName, version));
}

let cachedTracer: Tracer | undefined;
let cachedMeter: Meter | undefined;

/** A histogram of seconds, made at its first use. */
export function durationHistogram(name: string, buckets: readonly number[], description: string): () => Histogram {
  let histogram: Histogram | undefined;
  return () =>
    (histogram ??= meter().createHistogram(name, {
      unit: "s",
      description,
      advice: { explicitBucketBoundaries: [...buckets] },
    }));
}

export const httpServerDuration: () => Histogram = durationHistogram(
  metricNames.httpServerRequestDuration,
  durationBuckets.http,
  "Duration of HTTP server requests",
);
export const httpClientDuration: () => Histogram = durationHistogram(
  metricNames.httpClientRequestDuration,
  durationBuckets.http,
  "Duration of HTTP client requests",
);
export const dbDuration: () => Histogram = durationHistogram(
  metricNames.dbClientOperationDuration,
  durationBuckets.db,
  "Duration of database client operations",
);

/** Seconds since a `performance.now()` reading. */
export function secondsSince(startMillis: number): number {
  return (performance.now() - startMillis) / 1000;
}

/** `error.type` of a thrown value: its code where it has one (ECONNREFUSED, 23505), else its class. */
export function errorType(thrown: unknown): string {
  if (thrown instanceof Error) {
    const code = (thrown as NodeJS.ErrnoException).code;
    if (typeof code === "string" && code !== "") return code;
    // Many a subclass leaves its name at "Error".
    return thrown.name === "Error" ? thrown.constructor.name || "Error" : thrown.name || "Error";
  }
  return typeof thrown === "object" && thrown !== null ? (thrown.constructor?.name ?? "object") : typeof thrown;
}

/** Marks a span as failed: status, `error.type` and an `exception` event. */
export function recordError(span: Span, thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  span.setAttribute("error.type", errorType(thrown));
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException(thrown instanceof Error ? thrown : message);
}
