import { callLibrary, type DbCall, startDb } from "../lib/db.ts";
import { describeRedisBatch, firstError, type RedisTarget } from "../lib/redis-command.ts";
import { type AnyFunction, onSettled } from "../lib/wrap.ts";

/** A client of node-redis. */
export interface RedisClient {
  readonly options?: { readonly socket?: Omit<RedisTarget, "database">; readonly database?: number };
  /** A client is handed out as objects that inherit from the one client. */
  readonly _self?: RedisClient;
  readonly isReady: boolean;
}

interface BatchedCommand {
  readonly args: readonly unknown[];
}

/** `kind` may depend on the arguments that follow the commands. */
export function wrapBatch(
  original: AnyFunction,
  kind: "MULTI" | "PIPELINE" | ((args: unknown[]) => "MULTI" | "PIPELINE"),
): AnyFunction {
  return function executeBatch(this: RedisClient, ...args: unknown[]) {
    const commands = args[0] as readonly BatchedCommand[];
    return callAsOperation(
      () =>
        describeRedisBatch(
          targetOf(this),
          typeof kind === "string" ? kind : kind(args),
          commands.map((command) => command.args[0]),
        ),
      () => original.apply(this, args) as unknown,
    );
  };
}

export function callAsOperation(describe: () => DbCall | undefined, call: () => unknown): unknown {
  const operation = startDb(describe, undefined);
  if (operation === undefined) return call();
  return onSettled(callLibrary(operation, call), (error, value) => operation.settle(error ?? firstError(value)));
}

export function targetOf(client: RedisClient): RedisTarget {
  const { socket, database } = (client._self ?? client).options ?? {};
  return { host: socket?.host ?? "localhost", port: socket?.port ?? 6379, path: socket?.path, database };
}
