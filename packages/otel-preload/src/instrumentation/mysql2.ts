import { errorMonitor } from "node:events";
import { context } from "@opentelemetry/api";
import type { FilePatch } from "../module-hook/index.ts";
import {
  callLibrary,
  countDbConnectionFailure,
  type DbServer,
  endingCallback,
  expectDbConnections,
  startDb,
} from "./lib/db.ts";
import type { DbOperation } from "./lib/db-operation.ts";
import { type AnyFunction, indexOfCallback, wrapMethod } from "./lib/wrap.ts";
import { describeMysqlQuery, type MysqlConfig } from "./mysql2/call.ts";
import { patchPool, patchPoolCluster } from "./mysql2/pool.ts";

interface MysqlConnection {
  readonly config?: MysqlConfig;
  /** Set once the server has let us in. */
  readonly _handshakePacket?: unknown;
}

/** A query under way: an emitter, and with a callback it calls `onResult` too. */
interface MysqlCommand {
  onResult?: unknown;
  execute: AnyFunction;
  once(event: string | symbol, listener: AnyFunction): unknown;
}

/**
 * mysql2 2 and 3. Not its tracing channels: with a subscriber they listen for "error" on what has no other listener,
 * and a failure that ends the process ends it no more. See docs/decisions/0006.
 *
 * Later versions of 3 have the classes in `base/`; what remains at the old place inherits them, with nothing of its own
 * to wrap.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "mysql2", path: "lib/connection.js", majors: [2, 3], patch: patchConnection },
  { packageName: "mysql2", path: "lib/base/connection.js", majors: [3, 3], patch: patchConnection },
  { packageName: "mysql2", path: "lib/pool.js", majors: [2, 3], patch: patchPool },
  { packageName: "mysql2", path: "lib/base/pool.js", majors: [3, 3], patch: patchPool },
  { packageName: "mysql2", path: "lib/pool_cluster.js", majors: [2, 3], patch: patchPoolCluster },
];

function patchConnection(Connection: unknown): unknown {
  const { prototype } = Connection as { prototype: object };
  if (!Object.hasOwn(prototype, "query")) return Connection;
  wrapMethod(prototype, "query", wrapCall);
  wrapMethod(prototype, "execute", wrapCall);
  wrapMethod(prototype, "prepare", wrapPrepare);
  wrapMethod(prototype, "_notifyError", wrapNotifyError);
  return Connection;
}

const expected = new WeakSet<object>();

/** `query` and `execute`: a text or options, values, callback; a pool gives `query` the command that it has made. */
function wrapCall(original: AnyFunction): AnyFunction {
  return function call(this: MysqlConnection, ...args: unknown[]) {
    if (!expected.has(this)) {
      expected.add(this);
      expectDbConnections(serverOf(this));
    }
    const operation = startDb(describeMysqlQuery, this.config, args[0]);
    return operation === undefined
      ? (original.apply(this, args) as unknown)
      : callAndWatch(operation, args, () => original.apply(this, args) as unknown);
  };
}

function callAndWatch(operation: DbOperation, args: unknown[], call: () => unknown): unknown {
  const command = args[0] as Partial<MysqlCommand> | null | undefined;
  const callbackAt = indexOfCallback(args);
  if (typeof command?.onResult === "function")
    command.onResult = endingCallback(operation, command.onResult as AnyFunction);
  else if (callbackAt >= 0) args[callbackAt] = endingCallback(operation, args[callbackAt] as AnyFunction);
  else return watchCommand(callLibrary(operation, call) as MysqlCommand, operation);
  return callLibrary(operation, call);
}

/** Without a callback: the command's events. `errorMonitor` leaves an error without a listener as deadly as it is. */
function watchCommand(command: MysqlCommand, operation: DbOperation): MysqlCommand {
  command.once(errorMonitor, (error: unknown) => operation.settle(error));
  command.once("end", () => operation.settle());
  // The server's answers come in the context of whoever opened the connection; the listeners are the caller's.
  const caller = context.active();
  const { execute } = command;
  command.execute = function inContextOfCaller(this: unknown, ...packet: unknown[]) {
    return context.with(caller, execute, this, ...packet);
  };
  return command;
}

const patchedStatements = new WeakSet<object>();

/** The class of prepared statements is not exported: the first one shows it. */
function wrapPrepare(original: AnyFunction): AnyFunction {
  return function prepare(this: unknown, options: unknown, callback?: unknown, ...rest: unknown[]) {
    if (typeof callback !== "function") return original.call(this, options, callback, ...rest) as unknown;
    const caller = context.active();
    const prepared = function (this: unknown, error: unknown, statement: unknown, ...values: unknown[]): unknown {
      if (typeof statement === "object" && statement !== null)
        patchStatement(Object.getPrototypeOf(statement) as object);
      return context.with(caller, callback as AnyFunction, this, error, statement, ...values);
    };
    return original.call(this, options, prepared, ...rest) as unknown;
  };
}

function patchStatement(prototype: object): void {
  if (patchedStatements.has(prototype)) return;
  patchedStatements.add(prototype);
  wrapMethod(prototype, "execute", (original) => {
    return function execute(
      this: { readonly query?: unknown; readonly _connection?: MysqlConnection },
      ...args: unknown[]
    ) {
      const operation = startDb(describeMysqlQuery, this._connection?.config, this.query);
      return operation === undefined
        ? (original.apply(this, args) as unknown)
        : callAndWatch(operation, args, () => original.apply(this, args) as unknown);
    };
  });
}

/** What ends every command of a connection that fails; before the handshake is over it is a connection that was not made. */
function wrapNotifyError(original: AnyFunction): AnyFunction {
  const counted = new WeakSet<object>();
  return function notifyError(this: MysqlConnection, error: unknown, ...rest: unknown[]) {
    if ((this._handshakePacket ?? null) === null && !counted.has(this)) {
      counted.add(this);
      countDbConnectionFailure(serverOf(this), error);
    }
    return original.call(this, error, ...rest) as unknown;
  };
}

function serverOf({ config }: MysqlConnection): DbServer {
  return { system: "mysql", address: config?.socketPath ?? config?.host, port: config?.port };
}
