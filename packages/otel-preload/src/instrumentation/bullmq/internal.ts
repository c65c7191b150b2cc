import { context, type Context, createContextKey } from "@opentelemetry/api";
import { suppressTracing, unsuppressTracing } from "@opentelemetry/core";
import type { AnyFunction } from "../lib/wrap.ts";
import { type BullMq, hasOwnTelemetry } from "./owner.ts";

const internalKey = createContextKey("otel-preload BullMQ's own work");

/**
 * BullMQ asks its store for the next job all the time, extends locks, looks for stalled jobs. None of that is the
 * application's work, and none of it may become a span.
 */
export function internal(of: Context): Context {
  return suppressTracing(of).setValue(internalKey, true);
}

/** A loop or a connection of BullMQ's own. */
export function wrapInternal(original: AnyFunction): AnyFunction {
  return function (this: BullMq, ...args: unknown[]) {
    if (hasOwnTelemetry(this)) return original.apply(this, args) as unknown;
    return context.with(internal(context.active()), () => original.apply(this, args) as unknown);
  };
}

/** Listeners of its events are the application's. */
export function wrapListeners(original: AnyFunction): AnyFunction {
  return function emit(this: unknown, ...args: unknown[]) {
    const active = context.active();
    if (active.getValue(internalKey) !== true) return original.apply(this, args) as unknown;
    return context.with(
      unsuppressTracing(active).deleteValue(internalKey),
      () => original.apply(this, args) as unknown,
    );
  };
}
