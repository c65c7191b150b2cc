import { type Context, context, type Span, type SpanOptions, trace, type Tracer } from "@opentelemetry/api";

/** A tracer whose spans are what `start` returns. */
export function tracerOf(start: (name: string, options: SpanOptions, parent: Context) => Span): Tracer {
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
