import { countPoolTimeout, type PoolIdentity, poolName, type PoolState, watchPool } from "../lib/db-pool.ts";
import { callPool, connectionCallback } from "../lib/pool-call.ts";
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
  return function connect(this: PgPool, callback?: unknown, ...rest: unknown[]) {
    watchPool(this, readPool);
    const call = (connected?: unknown): unknown => {
      const result: unknown = original.call(this, connected, ...rest);
      rememberParameters(this);
      return result;
    };
    const countTimeout = (error: unknown): void => {
      if (isTimeout(error)) countPoolTimeout(identify(this));
    };
    if (typeof callback !== "function") return onSettled(call(callback), countTimeout);
    const connected = connectionCallback(callback as AnyFunction);
    return call(function counted(this: unknown, error: unknown, ...values: unknown[]): unknown {
      countTimeout(error);
      return connected.call(this, error, ...values);
    });
  };
}

function wrapPoolQuery(original: AnyFunction): AnyFunction {
  return function query(this: PgPool, ...args: unknown[]) {
    return callPool(
      indexOfCallback(args) >= 0,
      () => describePgQuery(parametersOf(this), args[0]),
      () => original.apply(this, args) as unknown,
    );
  };
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
