import { type Context, context } from "@opentelemetry/api";
import { contextManager } from "../../context.ts";
import { type DbCall, recordFailedDb } from "./db.ts";
import type { AnyFunction } from "./wrap.ts";

/** A query given to a pool, which has to ask for a connection first. */
interface PoolCall<P = unknown> {
  readonly pool: P;
  readonly query: unknown;
  readonly startedMillis: number;
  /** Whether the application gave a callback; otherwise it waits for a promise, which knows its context. */
  readonly hasCallback: boolean;
  /** No closure: most calls are never described here. */
  readonly describe: (pool: P, query: unknown) => DbCall;
}

let calling: PoolCall | undefined;
let ownCaller: Context | undefined;

/** Calls a pool's `query`. The request for a connection that it makes at once belongs to it, see `connectionCallback`. */
export function applyPoolQuery<P>(original: AnyFunction, args: unknown[], call: PoolCall<P>): unknown {
  const outer = calling;
  calling = call as PoolCall;
  try {
    return original.apply(call.pool, args) as unknown;
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
export function connectionCallback<P>(
  callback: AnyFunction,
  pool?: P,
  failed?: (pool: P, error: unknown) => void,
): AnyFunction {
  const call = calling;
  calling = undefined;
  const caller = contextManager.active();
  return function connected(this: unknown, ...args: unknown[]): unknown {
    const error = args[0];
    if (error) {
      failed?.(pool as P, error);
      if (call !== undefined) context.with(caller, recordFailure, undefined, call, error);
    } else if (call?.hasCallback === false) {
      // Nothing of the application's runs in it: to enter a context and leave it would cost more than the span.
      ownCaller = caller;
      try {
        return callback.apply(this, args) as unknown;
      } finally {
        ownCaller = undefined;
      }
    }
    if (contextManager.active() === caller) return callback.apply(this, args) as unknown;
    return context.with(caller, callback, this, ...args) as unknown;
  };
}

function recordFailure(call: PoolCall, error: unknown): void {
  recordFailedDb(call.describe(call.pool, call.query), call.startedMillis, error);
}
