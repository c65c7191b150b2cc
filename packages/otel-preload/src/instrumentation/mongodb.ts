import type { FilePatch } from "../module-hook/index.ts";
import { callLibrary, countDbConnectionFailure, type DbCall, expectDbConnections, startDb } from "./lib/db.ts";
import type { DbOperation } from "./lib/db-operation.ts";
import { type AnyFunction, onSettled, wrapMethod } from "./lib/wrap.ts";
import { describeMongoOperation, isNoise, type MongoOperation, serverOfOperation } from "./mongodb/call.ts";
import { patchConnectionPool } from "./mongodb/pool.ts";

/**
 * The driver runs every call of the application, and every fetch of a cursor, through `executeOperation`: one span for
 * the choice of a server, waiting for a connection and retries together. Monitoring and handshakes do not pass there.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "mongodb", path: "lib/operations/execute_operation.js", majors: [5, 7], patch: patchExecute },
  { packageName: "mongodb", path: "lib/cmap/connection_pool.js", majors: [5, 7], patch: patchConnectionPool },
  { packageName: "mongodb", path: "lib/cmap/connect.js", majors: [5, 7], patch: patchConnect },
];

function patchExecute(exports: unknown): unknown {
  wrapMethod(exports as object, "executeOperation", wrapExecute);
  return exports;
}

function wrapExecute(original: AnyFunction): AnyFunction {
  return function executeOperation(this: unknown, ...args: unknown[]) {
    const mongo = args[1] as MongoOperation;
    const operation = startDb(describe, mongo);
    const call = (): unknown => original.apply(this, args) as unknown;
    if (operation === undefined) return call();
    const end = (error: unknown): void => endOperation(operation, mongo, error);
    // Driver 5 has a callback here for its own use; what it calls goes on in the context of a promise.
    const callback = args[2];
    if (typeof callback !== "function") return onSettled(callLibrary(operation, call), end);
    args[2] = function done(this: unknown, error: unknown, ...values: unknown[]) {
      end(error);
      return (callback as AnyFunction).call(this, error, ...values) as unknown;
    };
    return callLibrary(operation, call);
  };
}

function describe(mongo: MongoOperation): DbCall | undefined {
  return isNoise(mongo) ? undefined : describeMongoOperation(mongo);
}

function endOperation(operation: DbOperation, mongo: MongoOperation, error: unknown): void {
  const server = serverOfOperation(mongo);
  if (server !== undefined) operation.setServer(server.address, server.port);
  operation.settle(error);
}

interface ConnectOptions {
  readonly hostAddress?: { readonly host?: string; readonly port?: number; readonly socketPath?: string };
}

/** Connections of pools and of monitors. The monitor's tell of a server that is away, as the pool of such a server makes none. */
function patchConnect(exports: unknown): unknown {
  for (const name of ["connect", "makeSocket", "performInitialHandshake"]) {
    if (name in (exports as object)) wrapMethod(exports as object, name, wrapConnecting);
  }
  return exports;
}

function wrapConnecting(original: AnyFunction): AnyFunction {
  return function connecting(this: unknown, ...args: unknown[]) {
    const options = args.find((arg) => typeof arg === "object" && arg !== null && "hostAddress" in arg) as
      | ConnectOptions
      | undefined;
    const { host, port, socketPath } = options?.hostAddress ?? {};
    const server = { system: "mongodb", address: socketPath ?? host, port };
    expectDbConnections(server);
    const count = (error: unknown): void => {
      if (error && !isCancelled(error)) countDbConnectionFailure(server, error);
    };
    const callback = args.at(-1);
    if (typeof callback !== "function") return onSettled(original.apply(this, args) as unknown, count);
    args[args.length - 1] = function done(this: unknown, error: unknown, ...values: unknown[]) {
      count(error);
      return (callback as AnyFunction).call(this, error, ...values) as unknown;
    };
    return original.apply(this, args) as unknown;
  };
}

/** A client that closes ends the attempts under way. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && /cancell?ed/iu.test(error.message);
}
