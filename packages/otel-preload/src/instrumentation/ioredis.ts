import type { FilePatch } from "../module-hook/index.ts";
import {
  callLibrary,
  countDbConnectionFailure,
  type DbCall,
  type DbServer,
  expectDbConnections,
  startDb,
} from "./lib/db.ts";
import type { DbOperation } from "./lib/db-operation.ts";
import { describeNamedCommand, describeRedisBatch, firstError, type RedisTarget } from "./lib/redis-command.ts";
import { type AnyFunction, guarded, wrapMethod } from "./lib/wrap.ts";

interface Redis {
  readonly options?: {
    readonly host?: string;
    readonly port?: number;
    readonly path?: string | null;
    readonly db?: number;
  };
  readonly condition?: { readonly select?: number } | null;
  readonly status: string;
  readonly isCluster?: boolean;
}

/** A command or a pipeline: both settle through methods of their own. */
interface Settling {
  resolve: AnyFunction;
  reject: AnyFunction;
  [watched]?: true;
}

interface Command extends Settling {
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Pipeline extends Settling {
  readonly redis: Redis;
  readonly _queue: readonly Command[];
  readonly _transactions: number;
}

const watched = Symbol("otel-preload watched");

/**
 * ioredis 5 and 6. Not its tracing channels (5.10): with a subscriber they silence rejections that nobody handles, they
 * begin a command that waited for the connection in the context of the socket, and they do not know pipelines.
 * See docs/decisions/0006.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "ioredis", path: "built/Redis.js", majors: [5, 6], patch: patchRedis },
  { packageName: "ioredis", path: "built/cluster/index.js", majors: [5, 6], patch: patchCluster },
  { packageName: "ioredis", path: "built/Pipeline.js", majors: [5, 6], patch: patchPipeline },
];

function prototypeOf(exports: unknown): object {
  return (exports as { default: { prototype: object } }).default.prototype;
}

function patchRedis(exports: unknown): unknown {
  wrapMethod(prototypeOf(exports), "sendCommand", wrapSendCommand);
  wrapMethod(prototypeOf(exports), "silentEmit", wrapSilentEmit);
  wrapMethod(prototypeOf(exports), "connect", wrapConnect);
  return exports;
}

/** Before the cluster puts its own `reject` over the command's, which tries again elsewhere: that is one operation. */
function patchCluster(exports: unknown): unknown {
  wrapMethod(prototypeOf(exports), "sendCommand", wrapSendCommand);
  return exports;
}

function describeCommand(redis: Redis, { name, args }: Command): DbCall | undefined {
  return describeNamedCommand(targetOf(redis), name, args);
}

function wrapSendCommand(original: AnyFunction): AnyFunction {
  return function sendCommand(this: Redis, command: Command, ...rest: unknown[]) {
    // A command comes again when it waited for the connection or is sent once more.
    const isSeen = command[watched] === true || isPipelined(rest[0]) || isHandshake(this, command);
    const operation = isSeen ? undefined : startDb(describeCommand, this, command);
    if (operation === undefined) return original.call(this, command, ...rest) as unknown;
    endWhenSettled(command, operation);
    try {
      return original.call(this, command, ...rest) as unknown;
    } catch (thrown) {
      operation.settle(thrown);
      throw thrown;
    }
  };
}

/** Wraps what settles the promise, not the promise: whether its rejection is handled stays the application's affair. */
function endWhenSettled(settling: Settling, operation: DbOperation, errorOf?: (value: unknown) => unknown): void {
  settling[watched] = true;
  const { resolve, reject } = settling;
  settling.resolve = function (this: unknown, value: unknown, ...rest: unknown[]) {
    operation.settle(errorOf?.(value));
    return resolve.call(this, value, ...rest) as unknown;
  };
  settling.reject = function (this: unknown, error: unknown, ...rest: unknown[]) {
    operation.settle(error);
    return reject.call(this, error, ...rest) as unknown;
  };
}

/** A pipeline resolves with `[error, reply]` for each command. */
function firstReplyError(value: unknown): unknown {
  return Array.isArray(value)
    ? firstError(value.map((pair) => (Array.isArray(pair) ? (pair[0] as unknown) : undefined)))
    : undefined;
}

function isPipelined(stream: unknown): boolean {
  return (stream as { isPipeline?: unknown } | null | undefined)?.isPipeline === true;
}

const handshakeCommands: ReadonlySet<string> = new Set(["auth", "client", "hello", "info", "readonly", "select"]);

/** What ioredis itself says on a new connection. A command of the application waits until that is over. */
function isHandshake({ status, isCluster }: Redis, { name }: Command): boolean {
  return isCluster !== true && status === "connect" && handshakeCommands.has(name.toLowerCase());
}

function targetOf({ options, condition, isCluster }: Redis): RedisTarget {
  // A cluster has no address of its own, and one database.
  if (isCluster === true) return { database: 0 };
  return {
    host: options?.host,
    port: options?.port,
    path: options?.path ?? undefined,
    database: condition?.select ?? options?.db,
  };
}

function patchPipeline(exports: unknown): unknown {
  wrapMethod(prototypeOf(exports), "exec", wrapExec);
  return exports;
}

function wrapExec(original: AnyFunction): AnyFunction {
  return function exec(this: Pipeline, ...args: unknown[]) {
    const call = (): unknown => original.apply(this, args) as unknown;
    // Within a transaction `exec` only adds EXEC; a cluster calls it again to try elsewhere.
    if (this[watched] === true || this._transactions > 0 || this._queue.length === 0) return call();
    const operation = startDb(describePipeline, this);
    if (operation === undefined) return call();
    endWhenSettled(this, operation, firstReplyError);
    return callLibrary(operation, call);
  };
}

function describePipeline({ redis, _queue: queue }: Pipeline): ReturnType<typeof describeRedisBatch> {
  const names = queue.map((command) => command.name);
  const isTransaction = names[0] === "multi" && names.at(-1) === "exec";
  return describeRedisBatch(
    targetOf(redis),
    isTransaction ? "MULTI" : "PIPELINE",
    isTransaction ? names.slice(1, -1) : names,
  );
}

/** ioredis reports each failed attempt to connect here, whether or not the application listens. */
function wrapSilentEmit(original: AnyFunction): AnyFunction {
  return function silentEmit(this: Redis, event: unknown, error: unknown, ...rest: unknown[]) {
    if (event === "error" && (this.status === "connecting" || this.status === "connect")) {
      countDbConnectionFailure(serverOf(this), error);
    }
    return original.call(this, event, error, ...rest) as unknown;
  };
}

function wrapConnect(original: AnyFunction): AnyFunction {
  return function connect(this: Redis, ...args: unknown[]) {
    guarded("redis connection failure", () => expectDbConnections(serverOf(this)));
    return original.apply(this, args) as unknown;
  };
}

function serverOf(redis: Redis): DbServer {
  const { path, host, port } = targetOf(redis);
  return { system: "redis", address: path ?? host, port };
}
