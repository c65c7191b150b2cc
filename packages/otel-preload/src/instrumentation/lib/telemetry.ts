import {
  type Attributes,
  type Context,
  type Meter,
  metrics,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { nowMillis } from "../../engine/clock.ts";
import type { Ids } from "../../engine/ids.ts";
import { EngineSpan } from "../../engine/span.ts";
import { EngineTracer } from "../../engine/tracer.ts";
import { UnsampledSpan } from "../../engine/unsampled-span.ts";
import { DurationHistogram, exemplifiesUnsampled, type Series } from "../../metrics/duration/histogram.ts";
import { durationBuckets, metricNames, scopeName, version } from "../../names.ts";

/** Instrumentations ask for these when they record, so that whatever engine is registered answers. */
export function tracer(): Tracer {
  return (cachedTracer ??= trace.getTracer(scopeName, version));
}

/** Ours, for instrumentations that make their spans themselves; `undefined` where another engine was registered before us. */
export function engineTracer(): EngineTracer | undefined {
  const found = tracer();
  return found instanceof EngineTracer ? found : undefined;
}

export function meter(): Meter {
  return (cachedMeter ??= metrics.getMeter(scopeName, version));
}

let cachedTracer: Tracer | undefined;
let cachedMeter: Meter | undefined;

/** What measures durations. */
export interface Durations {
  record(seconds: number, attributes: Attributes, active: Context): void;
  /** For those who measure the same attributes again and again. */
  series(attributes: Attributes): Series;
}

/** A histogram of seconds, made at its first use. */
export function durationHistogram(name: string, boundaries: readonly number[], description: string): () => Durations {
  let durations: Durations | undefined;
  return () => {
    if (durations === undefined) {
      // Brings the readers: each has a cell in every series.
      meter();
      durations = measuring(new DurationHistogram({ name, description, boundaries }));
    }
    return durations;
  };
}

function measuring(histogram: DurationHistogram): Durations {
  return {
    series: (attributes) => histogram.series(attributes),
    record: (seconds, attributes, active) => {
      histogram.series(attributes).record(seconds, nowMillis(), exemplarSpan(trace.getSpan(active)));
    },
  };
}

function exemplarSpan(span: Span | undefined): Ids | undefined {
  if (span instanceof EngineSpan) return span;
  return span instanceof UnsampledSpan && exemplifiesUnsampled() ? span.ids : undefined;
}

export const httpServerDuration: () => Durations = durationHistogram(
  metricNames.httpServerRequestDuration,
  durationBuckets.http,
  "Duration of HTTP server requests",
);
export const httpClientDuration: () => Durations = durationHistogram(
  metricNames.httpClientRequestDuration,
  durationBuckets.http,
  "Duration of HTTP client requests",
);
export const dbDuration: () => Durations = durationHistogram(
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
