import { type Context, INVALID_SPAN_CONTEXT, type Span, trace, type Tracer } from "@opentelemetry/api";
import { contextManager } from "./context.ts";
import * as diag from "./diag.ts";
import { tracerOf } from "./instrumentation/lib/tracer-of.ts";

const prefix = "@opentelemetry/instrumentation-";

let ourNames: ReadonlySet<string> = new Set();
let isOurs = false;

/** From now on instrumentations of the application's own, of what those of `names` record, record nothing. */
export function preferOurs(names: Iterable<string>): void {
  ourNames = new Set(names);
}

/** Runs what makes an instrumentation by OpenTelemetry that is a part of the preload. */
export function asOurs<T>(make: () => T): T {
  const before = isOurs;
  isOurs = true;
  try {
    return make();
  } finally {
    isOurs = before;
  }
}

/**
 * Whether who asks for a tracer, meter or logger of that scope would record what we record already: an application
 * that sets up OpenTelemetry itself has instrumentations that reach us through the API, in whatever way they came.
 */
export function isDouble(scope: unknown): boolean {
  if (isOurs || typeof scope !== "string" || !scope.startsWith(prefix)) return false;
  // The instrumentation of redis 4 was a package of its own.
  if (!ourNames.has(scope.slice(prefix.length).replace(/^redis-4$/u, "redis"))) return false;
  sayOwnSdk();
  return true;
}

/** One line, in whatever way the application does it. */
export function sayOwnSdk(): void {
  diag.warnOnce(
    "the application starts OpenTelemetry itself (NodeSDK, or instrumentations of its own); the preload has started before, and records and sends instead of it: remove one of them",
  );
}

/** Which span is active in truth below one that only stands for it. */
const standIns = new WeakMap<Span, Span>();

/**
 * Makes no spans, and leaves active the one that is: an instrumentation for servers would take the caller's context and
 * its own span for it, and what the handler starts would hang there.
 */
export const doubleTracer: Tracer = tracerOf((_name, _options, parent) => {
  contextManager.replace ??= withTrueSpan;
  const active = trace.getActiveSpan();
  const span = trace.wrapSpanContext((active ?? trace.getSpan(parent))?.spanContext() ?? INVALID_SPAN_CONTEXT);
  if (active !== undefined) standIns.set(span, standIns.get(active) ?? active);
  return span;
});

/** False, at the cost of one comparison, in applications that have no instrumentations of their own. */
export function isStandIn(span: Span | undefined): boolean {
  return contextManager.replace !== undefined && span !== undefined && standIns.has(span);
}

/** So that what the application sets on the active span is set on ours. */
function withTrueSpan(entered: Context): Context {
  const span = trace.getSpan(entered);
  const real = span === undefined ? undefined : standIns.get(span);
  return real === undefined ? entered : trace.setSpan(entered, real);
}
