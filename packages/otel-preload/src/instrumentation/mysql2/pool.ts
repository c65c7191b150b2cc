import { monotonicMillis } from "../../engine/clock.ts";
import type { DbCall } from "../lib/db.ts";
import { poolName, type PoolState, watchPool } from "../lib/db-pool.ts";
import { applyPoolQuery, connectionCallback } from "../lib/pool-call.ts";
import { type AnyFunction, wrapMethod } from "../lib/wrap.ts";
import { describeMysqlQuery, type MysqlConfig } from "./call.ts";

interface Queue {
  readonly length: number;
}

interface MysqlPool {
  readonly config: { readonly connectionLimit: number; readonly connectionConfig: MysqlConfig };
  readonly _allConnections: Queue;
  readonly _freeConnections: Queue;
  readonly _connectionQueue: Queue;
  readonly _closed: boolean;
}

export function patchPool(Pool: unknown): unknown {
  const { prototype } = Pool as { prototype: object };
  if (!Object.hasOwn(prototype, "getConnection")) return Pool;
  wrapMethod(prototype, "getConnection", (original) => {
    return function getConnection(this: MysqlPool, ...args: unknown[]) {
      watchPool(this, readPool);
      return original.apply(this, inContext(args)) as unknown;
    };
  });
  wrapQueries(prototype, (pool) => (pool as MysqlPool).config.connectionConfig);
  return Pool;
}

/** The class of a cluster's parts, which a call goes through, is not exported: the first one that `of` returns shows it. */
export function patchPoolCluster(PoolCluster: unknown): unknown {
  let patched = false;
  wrapMethod((PoolCluster as { prototype: object }).prototype, "of", (original) => {
    return function of(this: unknown, ...args: unknown[]) {
      const namespace: unknown = original.apply(this, args);
      if (!patched && typeof namespace === "object" && namespace !== null) {
        patched = true;
        patchNamespace(Object.getPrototypeOf(namespace) as object);
      }
      return namespace;
    };
  });
  return PoolCluster;
}

/** Its `getConnection` takes the query over from the pools that it tries one after the other: only the last failure counts. */
function patchNamespace(prototype: object): void {
  wrapMethod(prototype, "getConnection", (original) => {
    return function getConnection(this: unknown, ...args: unknown[]) {
      return original.apply(this, inContext(args)) as unknown;
    };
  });
  wrapQueries(prototype, () => undefined);
}

function inContext([callback, ...rest]: unknown[]): unknown[] {
  return typeof callback === "function" ? [connectionCallback(callback as AnyFunction), ...rest] : [callback, ...rest];
}

function wrapQueries(prototype: object, configOf: (pool: unknown) => MysqlConfig | undefined): void {
  const describe = (pool: unknown, query: unknown): DbCall => describeMysqlQuery(configOf(pool), query);
  for (const name of ["query", "execute"]) {
    wrapMethod(prototype, name, (original) => {
      return function queryOfPool(this: unknown, ...args: unknown[]) {
        const startedMillis = monotonicMillis();
        const call = { pool: this, query: args[0], startedMillis, hasCallback: true, describe };
        return applyPoolQuery(original, args, call);
      };
    });
  }
}

function readPool(pool: MysqlPool): PoolState | undefined {
  if (pool._closed) return undefined;
  const { socketPath, host, port, database } = pool.config.connectionConfig;
  const idle = pool._freeConnections.length;
  return {
    system: "mysql",
    name: socketPath === undefined ? poolName(host, port, database) : poolName(socketPath, undefined, database),
    idle,
    used: pool._allConnections.length - idle,
    max: pool.config.connectionLimit === 0 ? undefined : pool.config.connectionLimit,
    pending: pool._connectionQueue.length,
  };
}
