import type { FilePatch } from "../module-hook/index.ts";
import { countDbConnectionFailure, type DbServer, expectDbConnections } from "./lib/db.ts";
import { describeRedisCommand } from "./lib/redis-command.ts";
import { type AnyFunction, guarded, wrapMethod } from "./lib/wrap.ts";
import { callAsOperation, type RedisClient, targetOf, wrapBatch } from "./redis/client.ts";
import { patchPool } from "./redis/pool.ts";
import { isRedis4, patchClient4, patchCommander4, patchQueue4 } from "./redis/v4.ts";

const folder = "dist/lib";

/**
 * node-redis 4 (whose `@redis/client` is 1), 5 and 6. Not its tracing channels, which came with 5.12: the methods below
 * are the same in all of 5 and 6, and see the arguments as they are. See docs/decisions/0006.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "@redis/client", path: `${folder}/client/index.js`, majors: [1, 6], patch: patchClient },
  { packageName: "@redis/client", path: `${folder}/client/pool.js`, majors: [5, 6], patch: patchPool },
  { packageName: "@redis/client", path: `${folder}/commander.js`, majors: [1, 6], patch: patchCommander4 },
  { packageName: "@redis/client", path: `${folder}/client/commands-queue.js`, majors: [1, 6], patch: patchQueue4 },
];

function patchClient(exports: unknown, version: string): unknown {
  const { prototype } = (exports as { default: { prototype: object } }).default;
  wrapMethod(prototype, "emit", wrapEmit);
  if (isRedis4(version)) patchClient4(prototype);
  else {
    wrapMethod(prototype, "sendCommand", wrapSendCommand);
    wrapMethod(prototype, "_executeMulti", (original) => wrapBatch(original, "MULTI"));
    wrapMethod(prototype, "_executePipeline", (original) => wrapBatch(original, "PIPELINE"));
  }
  return exports;
}

function wrapSendCommand(original: AnyFunction): AnyFunction {
  return function sendCommand(this: RedisClient, ...args: unknown[]) {
    return callAsOperation(
      () => describeRedisCommand(targetOf(this), args[0] as readonly unknown[]),
      () => original.apply(this, args) as unknown,
    );
  };
}

/** The client emits "error" for each attempt to connect that fails, and once for a connection that was lost: that one is no failed attempt. */
function wrapEmit(original: AnyFunction): AnyFunction {
  return function emit(this: RedisClient, event: unknown, ...args: unknown[]) {
    if (event === "error") guarded("redis connection failure", () => countFailure(this, args[0]));
    if (event === "connect") guarded("redis connection failure", () => expectDbConnections(serverOf(this)));
    return original.call(this, event, ...args) as unknown;
  };
}

function countFailure(client: RedisClient, error: unknown): void {
  if (client.isReady || isLoss(error)) return;
  countDbConnectionFailure(serverOf(client), error);
}

function serverOf(client: RedisClient): DbServer {
  const { path, host, port } = targetOf(client);
  return { system: "redis", address: path ?? host, port };
}

function isLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(?:SocketClosedUnexpectedlyError|SocketTimeout\w*)$/u.test(error.constructor.name) ||
    /^(?:ECONNRESET|EPIPE)$/u.test(String((error as NodeJS.ErrnoException).code))
  );
}
