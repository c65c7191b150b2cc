import * as diag from "../../diag.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- methods of foreign libraries: any arguments, any result
export type AnyFunction = (this: any, ...args: any[]) => any;

/**
 * Replaces `target[name]` by `make(original)`, keeping name, length and own properties. Does nothing (one debug line)
 * when the method is not there: a changed library loses telemetry, never function.
 */
export function wrapMethod(target: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
  const holder = target as Record<string, unknown>;
  const original = holder[name];
  if (typeof original !== "function") {
    diag.debug(`nothing to wrap: no method ${name}`);
    return;
  }
  const wrapped = make(original as AnyFunction);
  copyShape(original, wrapped);
  holder[name] = wrapped;
}

/** The wrapper looks like what it wraps: Express counts `length`, Koa and others read `name`, `promisify` its symbol. */
export function copyShape(from: object, to: object): void {
  for (const key of Reflect.ownKeys(from)) {
    if (key === "prototype") continue;
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Reflect.defineProperty(to, key, descriptor);
  }
}

/** Where the callback is among the arguments of a call: the last function; -1 without one. */
export function indexOfCallback(args: readonly unknown[]): number {
  let at = args.length - 1;
  while (at >= 0 && typeof args[at] !== "function") at--;
  return at;
}

/** Runs telemetry code whose failure must stay ours. */
export function guarded<T>(what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (thrown) {
    warnOfFailure(what, thrown);
    return undefined;
  }
}

/** Says that telemetry code failed: for hot paths, which have a `try` of their own instead of a closure for {@link guarded}. */
export function warnOfFailure(what: string, thrown: unknown): void {
  diag.warnOnce(`${what}: ${diag.describeError(thrown)}; the application is not affected`);
}

/**
 * Calls `done` once when what a library returned has settled. Of a promise it returns one that settles alike: a handler
 * on the very promise would mark it as handled, and a rejection that the application forgot would end nothing any more.
 */
export function onSettled<T>(result: T, done: (error: unknown, value?: unknown) => void): T {
  const then = (result as { then?: unknown } | null | undefined)?.then;
  if (typeof then !== "function") {
    done(undefined, result);
    return result;
  }
  return (then as AnyFunction).call(
    result,
    (value: unknown) => {
      done(undefined, value);
      return value;
    },
    (error: unknown) => {
      done(error ?? new Error("rejected without a reason"));
      throw error;
    },
  ) as T;
}
