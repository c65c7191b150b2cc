import { monotonicMillis } from "../../engine/clock.ts";
import type { DbCall } from "../lib/db.ts";
import { countPoolTimeout, type PoolIdentity, poolName, type PoolState, watchPool } from "../lib/db-pool.ts";
import { applyPoolQuery, connectionCallback } from "../lib/pool-call.ts";
import { type AnyFunction, indexOfCallback, onSettled, wrapMethod } from "../lib/wrap.ts";
import { describePgQuery, type PgParameters } from "./call.ts";

interface PgPool {
  readonly options: PgParameters & { readonly max: number };
  readonly _clients?: readonly PgParameters[];
  readonly ending: boolean;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** pg-pool: its use and limits, callbacks in their caller's context, queries that got no connection. */
export function patchPool(Pool: unknown): unknown {
  const { prototype } = Pool as { prototype: object };
  wrapMethod(prototype, "connect", wrapPoolConnect);
  wrapMethod(prototype, "query", wrapPoolQuery);
  return Pool;
}

function wrapPoolConnect(original: AnyFunction): AnyFunction {
  return function connect(this: PgPool, ...args: unknown[]) {
    watchPool(this, readPool);
    const callback = args[0];
    const hasCallback = typeof callback === "function";
    if (hasCallback) args[0] = connectionCallback(callback as AnyFunction, this, countTimeout);
    const result: unknown = original.apply(this, args);
    rememberParameters(this);
    return hasCallback ? result : countedPromise(this, result);
  };
}

function countedPromise(pool: PgPool, result: unknown): unknown {
  return onSettled(result, (error) => countTimeout(pool, error));
}

function countTimeout(pool: PgPool, error: unknown): void {
  if (isTimeout(error)) countPoolTimeout(identify(pool));
}

function wrapPoolQuery(original: AnyFunction): AnyFunction {
  return function query(this: PgPool, ...args: unknown[]) {
    return applyPoolQuery(original, args, {
      pool: this,
      query: args[0],
      startedMillis: monotonicMillis(),
      hasCallback: indexOfCallback(args) >= 0,
      describe: describePoolQuery,
    });
  };
}

function describePoolQuery(pool: PgPool, query: unknown): DbCall {
  return describePgQuery(parametersOf(pool), query);
}

const parameters = new WeakMap<PgPool, PgParameters>();

/** What a connection string, the environment and the defaults come to, only a client knows; a client that fails is gone when its failure is reported. */
function rememberParameters(pool: PgPool): void {
  const client = pool._clients?.[0];
  if (client === undefined || parameters.has(pool)) return;
  const { host, port, database } = client as Required<PgParameters>;
  parameters.set(pool, { host, port, database });
}

function parametersOf(pool: PgPool): PgParameters {
  return parameters.get(pool) ?? pool.options;
}

function identify(pool: PgPool): PoolIdentity {
  const { host, port, database } = parametersOf(pool);
  return { system: "postgresql", name: poolName(host, port, database) };
}

function readPool(pool: PgPool): PoolState | undefined {
  if (pool.ending) return undefined;
  const { totalCount, idleCount, waitingCount, options } = pool;
  return { ...identify(pool), idle: idleCount, used: totalCount - idleCount, max: options.max, pending: waitingCount };
}

/** Two texts of pg-pool, for want of a class or a code. */
function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(?:timeout exceeded when trying to connect|Connection terminated due to connection timeout)$/u.test(error.message)
  );
}
