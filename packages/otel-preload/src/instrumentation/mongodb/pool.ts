import { countPoolTimeout, type PoolIdentity, poolName, type PoolState, watchPool } from "../lib/db-pool.ts";
import { type AnyFunction, guarded, wrapMethod } from "../lib/wrap.ts";

interface MongoPool {
  readonly options: {
    readonly hostAddress: { readonly host?: string; readonly port?: number; readonly socketPath?: string };
    readonly maxPoolSize: number;
  };
  readonly closed: boolean;
  readonly availableConnectionCount: number;
  readonly currentCheckedOutCount: number;
  readonly waitQueueSize: number;
  on(event: string, listener: AnyFunction): unknown;
}

const watching = new WeakSet<MongoPool>();

/** One pool for each server. What its CMAP events would be counted up to, it knows itself; only a timeout is an event. */
export function patchConnectionPool(exports: unknown): unknown {
  const { ConnectionPool } = exports as { ConnectionPool: { readonly prototype: object } };
  wrapMethod(ConnectionPool.prototype, "ready", (original) => {
    return function ready(this: MongoPool, ...args: unknown[]) {
      guarded("connection pool metrics", () => watch(this));
      return original.apply(this, args) as unknown;
    };
  });
  return exports;
}

function watch(pool: MongoPool): void {
  if (watching.has(pool)) return;
  watching.add(pool);
  watchPool(pool, readPool);
  pool.on("connectionCheckOutFailed", (event: { readonly reason?: unknown }) => {
    if (event.reason === "timeout") countPoolTimeout(identify(pool));
  });
}

function identify({ options: { hostAddress } }: MongoPool): PoolIdentity {
  const { host, port, socketPath } = hostAddress;
  return { system: "mongodb", name: socketPath ?? poolName(host, port) };
}

function readPool(pool: MongoPool): PoolState | undefined {
  if (pool.closed) return undefined;
  const { maxPoolSize } = pool.options;
  return {
    ...identify(pool),
    idle: pool.availableConnectionCount,
    used: pool.currentCheckedOutCount,
    // 0 stands for "no limit".
    max: maxPoolSize === 0 ? undefined : maxPoolSize,
    pending: pool.waitQueueSize,
  };
}
