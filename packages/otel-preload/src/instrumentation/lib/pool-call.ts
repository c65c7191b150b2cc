import { type Context, context } from "@opentelemetry/api";
import { contextManager } from "../../context.ts";
import { type DbCall, recordFailedDb } from "./db.ts";
import type { AnyFunction } from "./wrap.ts";

/** A query given to a pool, which has to ask for a connection first. */
interface PoolCall {
  readonly startedMillis: number;
  /** Whether the application gave a callback; otherwise it waits for a promise, which knows its context. */
  readonly hasCallback: boolean;
  describe(): DbCall;
}

let calling: PoolCall | undefined;
let ownCaller: Context | undefined;

/** Runs a pool's `query`. The request for a connection that it makes at once belongs to it, see `connectionCallback`. */
export function callPool<T>(hasCallback: boolean, describe: () => DbCall, query: () => T): T {
  const outer = calling;
  calling = { describe, hasCallback, startedMillis: performance.now() };
  try {
    return query();
  } finally {
    calling = outer;
  }
}

/**
 * Whose query it is where the call of a connection's `query` that begins now is the pool's, and so is the callback: not
 * the active context's. Answers once for each.
 */
export function takePoolCaller(): Context | undefined {
  const caller = ownCaller;
  ownCaller = undefined;
  return caller;
}

/**
 * The callback of a request for a connection. It runs in the caller's context: a pool calls it from whatever request
 * gave a connection back. A connection that cannot be had is the failure of the query that wanted it, which else would
 * leave no trace, as it never reached a connection.
 */
export function connectionCallback(callback: AnyFunction): AnyFunction {
  const call = calling;
  calling = undefined;
  const caller = contextManager.active();
  function proceed(this: unknown, error: unknown, ...rest: unknown[]): unknown {
    if (call !== undefined && error) recordFailedDb(call.describe(), call.startedMillis, error);
    return callback.call(this, error, ...rest) as unknown;
  }
  return function connected(this: unknown, ...args: unknown[]) {
    // Nothing of the application's runs in it: to enter a context and leave it would cost more than the span.
    if (call?.hasCallback === false && !args[0]) return callAsPool(caller, callback, this, args);
    return contextManager.active() === caller
      ? proceed.apply(this, args as [unknown])
      : context.with(caller, proceed as AnyFunction, this, ...args);
  };
}

// oxlint-disable-next-line max-params -- what `apply` needs, and for whom
function callAsPool(caller: Context, callback: AnyFunction, self: unknown, args: unknown[]): unknown {
  ownCaller = caller;
  try {
    return callback.apply(self, args) as unknown;
  } finally {
    ownCaller = undefined;
  }
}
