import { type Context, context } from "@opentelemetry/api";
import type { FilePatch } from "../module-hook/index.ts";
import {
  applyLibrary,
  countDbConnectionFailure,
  endingCallback,
  endingPlainly,
  expectDbConnections,
  startDb,
} from "./lib/db.ts";
import type { DbOperation } from "./lib/db-operation.ts";
import { takePoolCaller } from "./lib/pool-call.ts";
import { type AnyFunction, indexOfCallback, onSettled, wrapMethod } from "./lib/wrap.ts";
import { describePgQuery, type PgParameters } from "./pg/call.ts";
import { patchPool } from "./pg/pool.ts";

/** What a query may be given as besides a text: a configuration, or an object that talks to the connection itself (Query, Cursor, QueryStream). */
interface PgQuery extends Record<string, unknown> {
  callback?: unknown;
}

/** node-postgres: queries of clients and of pools, pools, failed connections. */
export const patches: readonly FilePatch[] = [
  { packageName: "pg", path: "lib/client.js", majors: [8, 8], patch: patchClient },
  { packageName: "pg-pool", path: "index.js", majors: [3, 3], patch: patchPool },
];

function patchClient(Client: unknown): unknown {
  const { prototype } = Client as { prototype: object };
  wrapMethod(prototype, "query", wrapQuery);
  wrapMethod(prototype, "_connect", wrapConnect);
  return Client;
}

function wrapQuery(original: AnyFunction): AnyFunction {
  return function query(this: PgParameters, ...args: unknown[]) {
    const config = args[0] as PgQuery | string | null | undefined;
    const poolCaller = takePoolCaller();
    const operation =
      config === null || config === undefined ? undefined : startDb(describePgQuery, this, config, poolCaller);
    if (operation === undefined) return original.apply(this, args);
    if (isObject(config) && typeof config["submit"] === "function") {
      watchSubmitted(config, operation, poolCaller ?? context.active());
      return applyLibrary(operation, original, this, args);
    }
    const callbackAt = indexOfCallback(args);
    if (callbackAt > 0) {
      const callback = args[callbackAt] as AnyFunction;
      const ending = (poolCaller === undefined ? endingCallback : endingPlainly)(operation, callback);
      args[callbackAt] = ending;
      const result = applyLibrary(operation, original, this, args);
      // pg writes the callback into the configuration it was given, which the application may use again: there it shall find its own.
      if (isObject(config) && config.callback === ending) config.callback = callback;
      return result;
    }
    return callWithoutCallback(operation, original, this, args);
  };
}

/** It has none among its arguments. */
// oxlint-disable-next-line max-params -- those of applyLibrary
function callWithoutCallback(operation: DbOperation, original: AnyFunction, self: unknown, args: unknown[]): unknown {
  const config = args[0];
  if (!isObject(config) || typeof config.callback !== "function")
    return onSettled(applyLibrary(operation, original, self, args), (error) => operation.settle(error));
  const { callback } = config;
  // The object stays the application's own, as its text may come from private fields that no copy has. A frozen one has no ending.
  if (!Reflect.set(config, "callback", endingCallback(operation, callback as AnyFunction))) {
    operation.settle();
    return original.apply(self, args) as unknown;
  }
  try {
    return applyLibrary(operation, original, self, args);
  } finally {
    config.callback = callback;
  }
}

function isObject(config: unknown): config is PgQuery {
  return typeof config === "object" && config !== null;
}

const messageHandlers = ["handleDataRow", "handlePortalSuspended", "handleReadyForQuery", "handleError"] as const;

/** The client calls these when the server has answered; the socket's context is that of whoever opened the connection. */
function watchSubmitted(query: PgQuery, operation: DbOperation, caller: Context): void {
  for (const name of messageHandlers) {
    const original = query[name];
    if (typeof original !== "function") continue;
    query[name] = function handle(this: PgQuery, ...args: unknown[]) {
      if (name === "handleError") operation.settle(args[0]);
      // A row that could not be parsed is reported only now.
      if (name === "handleReadyForQuery") operation.settle(this["_canceledDueToError"] || undefined);
      return context.with(caller, original as AnyFunction, this, ...args);
    };
  }
}

function wrapConnect(original: AnyFunction): AnyFunction {
  return function connect(this: PgParameters, callback: AnyFunction, ...rest: unknown[]) {
    const server = { system: "postgresql", address: this.host, port: this.port };
    expectDbConnections(server);
    const connected = (error: unknown, ...values: unknown[]): unknown => {
      if (error) countDbConnectionFailure(server, error);
      return callback(error, ...values) as unknown;
    };
    return original.call(this, connected, ...rest) as unknown;
  };
}
