import { context } from "@opentelemetry/api";
import { countPoolTimeout, type PoolIdentity, poolName, watchPool } from "../lib/db-pool.ts";
import type { RedisTarget } from "../lib/redis-command.ts";
import { type AnyFunction, onSettled, wrapMethod } from "../lib/wrap.ts";
import { type RedisClient, targetOf } from "./client.ts";

interface RedisPool {
  readonly idleClients: number;
  readonly clientsInUse: number;
  readonly tasksQueueLength: number;
  readonly isClosing: boolean;
  /** A pool is handed out as objects that inherit from the one pool. */
  readonly _self: object;
}

const defaultMaximum = 100;

/** Where the clients of a pool go: they have taken its URL apart. */
const targets = new WeakMap<object, RedisTarget>();

/** Pools of node-redis 5 and 6: their use and limits, and tasks in their caller's context. */
export function patchPool(exports: unknown): unknown {
  const { RedisClientPool } = exports as { RedisClientPool: { readonly prototype: object } };
  wrapMethod(RedisClientPool, "create", wrapCreate);
  wrapMethod(RedisClientPool.prototype, "execute", wrapExecute);
  return exports;
}

function wrapCreate(original: AnyFunction): AnyFunction {
  return function create(this: unknown, ...args: unknown[]) {
    const pool = original.apply(this, args) as RedisPool;
    const max = (args[1] as { readonly maximum?: number } | undefined)?.maximum ?? defaultMaximum;
    watchPool(pool, ({ _self, idleClients: idle, clientsInUse: used, tasksQueueLength: pending, isClosing }) =>
      isClosing ? undefined : { ...identify(_self), idle, used, max, pending },
    );
    return pool;
  };
}

/** A waiting task is run by whoever gives a client back. */
function wrapExecute(original: AnyFunction): AnyFunction {
  return function execute(this: RedisPool, task: unknown, ...rest: unknown[]) {
    const { _self: pool } = this;
    const caller = context.active();
    const bound = function (this: unknown, client: RedisClient, ...values: unknown[]): unknown {
      if (!targets.has(pool)) targets.set(pool, targetOf(client));
      return context.with(caller, task as AnyFunction, this, client, ...values);
    };
    return onSettled(original.call(this, typeof task === "function" ? bound : task, ...rest) as unknown, (error) => {
      if (error instanceof Error && error.message.startsWith("Timeout waiting for a client"))
        countPoolTimeout(identify(pool));
    });
  };
}

function identify(pool: object): PoolIdentity {
  const { path, host, port, database } = targets.get(pool) ?? {};
  return {
    system: "redis",
    name:
      path === undefined
        ? poolName(host, port, String(database ?? 0))
        : poolName(path, undefined, String(database ?? 0)),
  };
}
