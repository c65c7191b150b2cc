import { type Attributes, context, type Context, trace } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { contextManager } from "../../context.ts";
import { countConnectionFailure, expectConnections } from "./connection-failures.ts";
import { serverAttributes } from "./db-shape.ts";
import { DbOperation } from "./db-operation.ts";
import { engineTracer } from "./telemetry.ts";
import { type AnyFunction, guarded, warnOfFailure } from "./wrap.ts";

/** One database call, as the semantic conventions name its parts. */
export interface DbCall {
  /** `postgresql`, `mysql`, `mongodb`, `redis`: what the client library speaks; the server may be one that is compatible. */
  readonly system: string;
  /** Low cardinality: `SELECT`, `GET`, `find` */
  readonly operation: string | undefined;
  readonly namespace?: string | undefined;
  readonly collection?: string | undefined;
  /** Without literals. */
  readonly queryText?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  readonly batchSize?: number | undefined;
}

/**
 * Starts a client span below that of `caller`, or a root span where it has none: background work is worth seeing too.
 * `describe` gets `a` and `b`, and is no closure. `undefined` when there is nothing to record: then call the library plainly.
 * Never throws.
 */
export function startDb<A, B = undefined>(
  describe: (a: A, b: B) => DbCall | undefined,
  a: A,
  b: B = undefined as B,
  caller: Context = contextManager.active(),
): DbOperation | undefined {
  try {
    if (isTracingSuppressed(caller)) return undefined;
    const call = engineTracer() === undefined ? undefined : describe(a, b);
    return call === undefined ? undefined : new DbOperation(call, trace.getSpan(caller));
  } catch (thrown) {
    warnOfFailure("database span", thrown);
    return undefined;
  }
}

/** An operation that failed before it reached the database, for want of a connection. */
export function recordFailedDb(call: DbCall, startedMillis: number, error: unknown): void {
  guarded("database span", () => {
    const caller = contextManager.active();
    if (isTracingSuppressed(caller) || engineTracer() === undefined) return;
    new DbOperation(call, trace.getSpan(caller), startedMillis).settle(error);
  });
}

export interface DbServer {
  readonly system: string;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** There is no span of it: the attempts that a pool makes in the background would be nothing but noise. */
export function countDbConnectionFailure(server: DbServer, error: unknown): void {
  guarded("connection failures", () => countConnectionFailure(connectionAttributes(server), error));
}

/** A client is about to connect: from now on there is a count of failures, at 0. */
export function expectDbConnections(server: DbServer): void {
  guarded("connection failures", () => expectConnections(connectionAttributes(server)));
}

function connectionAttributes({ system, address, port }: DbServer): Attributes {
  return { "db.system.name": system, ...(address === undefined ? {} : serverAttributes(address, port)) };
}

/** Calls the library; what it throws at once ends the operation. */
export function callLibrary<T>(operation: DbOperation, call: () => T): T {
  try {
    return call();
  } catch (thrown) {
    operation.settle(thrown);
    throw thrown;
  }
}

/** The same for who has no closure to call. */
// oxlint-disable-next-line max-params -- what `apply` needs, and whom to tell
export function applyLibrary(operation: DbOperation, method: AnyFunction, self: unknown, args: unknown[]): unknown {
  try {
    return method.apply(self, args) as unknown;
  } catch (thrown) {
    operation.settle(thrown);
    throw thrown;
  }
}

/** A callback `(error, …)` that ends the operation and runs in the context in which this was called, not in the socket's. */
export function endingCallback(operation: DbOperation, callback: AnyFunction): AnyFunction {
  const caller = contextManager.active();
  return function done(this: unknown, ...args: unknown[]) {
    operation.settle(args[0]);
    return contextManager.active() === caller
      ? (callback.apply(this, args) as unknown)
      : context.with(caller, callback, this, ...args);
  };
}

/** The same for a callback that is no code of the application's, and does not care for a context. */
export function endingPlainly(operation: DbOperation, callback: AnyFunction): AnyFunction {
  return function done(this: unknown, ...args: unknown[]) {
    operation.settle(args[0]);
    return callback.apply(this, args) as unknown;
  };
}
