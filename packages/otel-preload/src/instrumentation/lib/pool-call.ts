import { context } from "@opentelemetry/api";
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
let isOwn = false;

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

/** Whether the call of a connection's `query` that begins now is the pool's, and so is the callback; true once for each. */
export function isPoolsOwn(): boolean {
  const answer = isOwn;
  isOwn = false;
  return answer;
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
    if (call === undefined) return callback.call(this, error, ...rest) as unknown;
    if (error) recordFailedDb(call.describe(), call.startedMillis, error);
    isOwn = !call.hasCallback;
    try {
      return callback.call(this, error, ...rest) as unknown;
    } finally {
      isOwn = false;
    }
  }
  return function connected(this: unknown, ...args: unknown[]) {
    return contextManager.active() === caller
      ? proceed.apply(this, args as [unknown])
      : context.with(caller, proceed as AnyFunction, this, ...args);
  };
}
