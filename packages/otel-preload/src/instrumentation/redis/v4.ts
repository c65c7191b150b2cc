import { describeRedisCommand } from "../lib/redis-command.ts";
import { type AnyFunction, wrapMethod } from "../lib/wrap.ts";
import { callAsOperation, type RedisClient, targetOf, wrapBatch } from "./client.ts";

/** node-redis 4 is `@redis/client` 1. */
export function isRedis4(version: string): boolean {
  return version.startsWith("1.");
}

/**
 * In 4 every command goes through a private method into the client's queue, which knows no client. The public methods
 * that lead there do: they say who calls, as long as they run. What comes without a caller is the client's own handshake.
 */
let caller: RedisClient | undefined;

function asCaller<T>(client: RedisClient | undefined, run: () => T): T {
  const outer = caller;
  caller = client;
  try {
    return run();
  } finally {
    caller = outer;
  }
}

export function patchClient4(prototype: object): void {
  wrapMethod(prototype, "sendCommand", wrapExecutor);
  wrapMethod(prototype, "multiExecutor", (original) =>
    wrapBatch(
      function quietly(this: unknown, ...args: unknown[]) {
        return asCaller(undefined, () => original.apply(this, args) as unknown);
      },
      // A transaction has the id of its chain as third argument.
      ([, , chainId]) => (chainId === undefined ? "PIPELINE" : "MULTI"),
    ),
  );
}

/** The commands' methods are made from executors that were taken from the class before we could wrap them there. */
export function patchCommander4(exports: unknown, version: string): unknown {
  if (!isRedis4(version)) return exports;
  for (const name of ["attachCommands", "attachExtensions"]) {
    wrapMethod(exports as object, name, (original) => {
      return function attach(this: unknown, config: Record<string, unknown>) {
        const entries = Object.entries(config).map(([key, value]) => [
          key,
          /executor$/iu.test(key) && typeof value === "function" ? wrapExecutor(value as AnyFunction) : value,
        ]);
        return original.call(this, Object.fromEntries(entries)) as unknown;
      };
    });
  }
  return exports;
}

function wrapExecutor(original: AnyFunction): AnyFunction {
  return function execute(this: RedisClient, ...args: unknown[]) {
    return asCaller(this, () => original.apply(this, args) as unknown);
  };
}

export function patchQueue4(exports: unknown, version: string): unknown {
  if (isRedis4(version))
    wrapMethod((exports as { default: { prototype: object } }).default.prototype, "addCommand", wrapAddCommand);
  return exports;
}

function wrapAddCommand(original: AnyFunction): AnyFunction {
  return function addCommand(this: unknown, ...args: unknown[]) {
    const client = caller;
    const call = (): unknown => original.apply(this, args) as unknown;
    if (client === undefined) return call();
    return callAsOperation(() => describeRedisCommand(targetOf(client), args[0] as readonly unknown[]), call);
  };
}
