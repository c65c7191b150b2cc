import { INVALID_SPAN_CONTEXT, SpanKind, type SpanOptions, trace, type Tracer } from "@opentelemetry/api";
import { tracerOf } from "../lib/tracer-of.ts";
import { guardDbSpan, safeDbAttributes, systemOf } from "./db-span.ts";

/** Starts no spans: what would run below one runs below its parent. */
export const quietTracer: Tracer = tracerOf((_name, _options, parent) =>
  trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT),
);

/** Database spans lose what is secret before anybody has seen them; those of layers above a driver are no second call. */
export function safeTracer(inner: Tracer, aboveDriver: boolean): Tracer {
  return tracerOf((name, options, parent) => {
    const system = systemOf(options.attributes);
    if (system === undefined) return inner.startSpan(name, options, parent);
    const safe: SpanOptions = { ...options, attributes: safeDbAttributes(options.attributes ?? {}, system) };
    if (aboveDriver) safe.kind = SpanKind.INTERNAL;
    return guardDbSpan(inner.startSpan(name, safe, parent), system);
  });
}
