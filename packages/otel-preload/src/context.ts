import { AsyncLocalStorage } from "node:async_hooks";
import { type Context, type ContextManager, createContextKey, ROOT_CONTEXT, type Span } from "@opentelemetry/api";

/** The key of `trace.setSpan`; context keys are global symbols by their names. */
const spanKey = createContextKey("OpenTelemetry Context Key SPAN");

/** A context whose span is a field: what changes most needs no copy of the rest. */
class SpanContext implements Context {
  private readonly rest: Context;
  private readonly span: unknown;

  constructor(rest: Context, span: unknown) {
    this.rest = rest;
    this.span = span;
  }

  getValue(key: symbol): unknown {
    if (key === spanKey) return this.span;
    // The root has none: mostly the question is whether tracing is suppressed.
    return this.rest === ROOT_CONTEXT ? undefined : this.rest.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    // Never one above the other: a loop that starts spans below spans must not grow.
    return key === spanKey
      ? new SpanContext(this.rest, value)
      : new SpanContext(this.rest.setValue(key, value), this.span);
  }

  deleteValue(key: symbol): Context {
    return key === spanKey
      ? new SpanContext(this.rest, undefined)
      : new SpanContext(this.rest.deleteValue(key), this.span);
  }
}

/** `trace.setSpan`, without a copy of what else is in the context. */
export function withSpan(context: Context, span: Span): Context {
  return context instanceof SpanContext ? context.setValue(spanKey, span) : new SpanContext(context, span);
}

/**
 * OpenTelemetry's context in Node's `AsyncLocalStorage`. Differs from `@opentelemetry/context-async-hooks` in one
 * method, `enterWith`: a diagnostics channel subscriber cannot wrap the code that follows it, only enter a context.
 */
export class PreloadContextManager implements ContextManager {
  readonly storage: AsyncLocalStorage<Context> = new AsyncLocalStorage();
  /** What is entered instead of a context that the application gives; there where it has instrumentations of its own. */
  replace: ((context: Context) => Context) | undefined = undefined;

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const entered = this.replace === undefined ? context : this.replace(context);
    return this.storage.run<ReturnType<F>>(entered, () => fn.call(thisArg as ThisParameterType<F>, ...args));
  }

  /** Makes `context` active for the rest of the current synchronous execution and what it starts. */
  enterWith(context: Context): void {
    this.storage.enterWith(context);
  }

  bind<T>(context: Context, target: T): T {
    if (typeof target !== "function") return target;
    const { storage } = this;
    const entered = this.replace === undefined ? context : this.replace(context);
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return storage.run(entered, () => target.apply(this, args));
    };
    Object.defineProperty(bound, "length", { value: target.length, configurable: true });
    return bound as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }
}

/** The one manager of this process; `start` registers it. */
export const contextManager: PreloadContextManager = new PreloadContextManager();
