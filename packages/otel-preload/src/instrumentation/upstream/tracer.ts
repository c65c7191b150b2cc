import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  trace,
  type Tracer,
} from "@opentelemetry/api";
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

function tracerOf(start: (name: string, options: SpanOptions, parent: Context) => Span): Tracer {
  const startSpan: Tracer["startSpan"] = (name, options = {}, parent = context.active()) =>
    start(name, options, parent);
  // The callback is last, options and context may stand before it.
  const startActiveSpan = (name: string, ...args: unknown[]): unknown => {
    const run = args.at(-1) as (span: Span) => unknown;
    const [options, parent = context.active()] = args.slice(0, -1) as [SpanOptions?, Context?];
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), run, undefined, span);
  };
  return { startSpan, startActiveSpan };
}
