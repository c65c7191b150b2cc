import { context } from "@opentelemetry/api";
import { type DbCall, recordFailedDb } from "./db.ts";
import type { AnyFunction } from "./wrap.ts";

/** A query given to a pool, which has to ask for a connection first. */
interface PoolCall {
  readonly startedMillis: number;
  describe(): DbCall;
}

let calling: PoolCall | undefined;

/** Runs a pool's `query`. The request for a connection that it makes at once belongs to it, see `connectionCallback`. */
export function callPool<T>(describe: () => DbCall, query: () => T): T {
  const outer = calling;
  calling = { describe, startedMillis: performance.now() };
  try {
    return query();
  } finally {
    calling = outer;
  }
}

/**
 * The callback of a request for a connection. It runs in the caller's context: a pool calls it from whatever request
 * gave a connection back. A connection that cannot be had is the failure of the query that wanted it, which else would
 * leave no trace, as it never reached a connection.
 */
export function connectionCallback(callback: AnyFunction): AnyFunction {
  const call = calling;
  calling = undefined;
  const caller = context.active();
  return function connected(this: unknown, error: unknown, ...rest: unknown[]) {
    return context.with(caller, () => {
      if (error && call !== undefined) recordFailedDb(call.describe(), call.startedMillis, error);
      return callback.call(this, error, ...rest) as unknown;
    });
  };
}
