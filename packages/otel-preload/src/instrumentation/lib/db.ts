import {
  type Attributes,
  context,
  type Context,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { countConnectionFailure, expectConnections } from "./connection-failures.ts";
import { describeDbError } from "./db-error.ts";
import { dbDuration, secondsSince, tracer } from "./telemetry.ts";
import { type AnyFunction, guarded } from "./wrap.ts";

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

export interface DbOperation {
  readonly span: Span;
  readonly context: Context;
  /** For drivers that choose the server after the call has begun. */
  setServer(address: string, port: number | undefined): void;
  /** Ends span and measurement; later calls do nothing. Never throws. */
  end(error?: unknown): void;
}

/**
 * Starts a client span below the active one, or a root span where none is active: background work is worth seeing too.
 * `undefined` when there is nothing to record: then call the library plainly. Never throws.
 */
export function startDb(describe: () => DbCall | undefined): DbOperation | undefined {
  return guarded("database span", () => {
    const parent = context.active();
    if (isTracingSuppressed(parent)) return undefined;
    const call = describe();
    return call === undefined ? undefined : new Operation(call, parent);
  });
}

/** An operation that failed before it reached the database, for want of a connection. */
export function recordFailedDb(call: DbCall, startedMillis: number, error: unknown): void {
  guarded("database span", () => {
    const parent = context.active();
    if (!isTracingSuppressed(parent)) new Operation(call, parent, startedMillis).end(error);
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
    operation.end(thrown);
    throw thrown;
  }
}

/** A callback `(error, …)` that ends the operation and runs in the context in which this was called, not in the socket's. */
export function endingCallback(operation: DbOperation, callback: AnyFunction): AnyFunction {
  const caller = context.active();
  return function done(this: unknown, error: unknown, ...rest: unknown[]) {
    operation.end(error);
    return context.with(caller, callback, this, error, ...rest);
  };
}

class Operation implements DbOperation {
  readonly span: Span;
  readonly context: Context;
  readonly #system: string;
  readonly #attributes: Attributes;
  readonly #startedMillis: number;
  #ended = false;

  constructor(call: DbCall, parent: Context, startedMillis?: number) {
    this.#system = call.system;
    this.#attributes = commonAttributes(call);
    this.#startedMillis = startedMillis ?? performance.now();
    const options: SpanOptions = { kind: SpanKind.CLIENT, attributes: spanAttributes(call, this.#attributes) };
    // A span that is given its start has an end in whole milliseconds: only where it must be.
    if (startedMillis !== undefined) options.startTime = performance.timeOrigin + startedMillis;
    this.span = tracer().startSpan(spanName(call), options, parent);
    this.context = trace.setSpan(parent, this.span);
  }

  setServer(address: string, port: number | undefined): void {
    const server = serverAttributes(address, port);
    Object.assign(this.#attributes, server);
    this.span.setAttributes(server);
  }

  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    guarded("database span", () => {
      if (error !== undefined && error !== null) this.#fail(error);
      dbDuration().record(secondsSince(this.#startedMillis), this.#attributes, this.context);
      this.span.end();
    });
  }

  #fail(thrown: unknown): void {
    const { type, statusCode, exception } = describeDbError(this.#system, thrown);
    this.#attributes["error.type"] = type;
    if (statusCode !== undefined) this.#attributes["db.response.status_code"] = statusCode;
    this.span.setAttributes(
      statusCode === undefined ? { "error.type": type } : { "error.type": type, "db.response.status_code": statusCode },
    );
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
    this.span.recordException(exception);
  }
}

/** `SELECT orders`, `GET`, else the system's name (semantic conventions, database spans: name). Redis' database numbers say nothing. */
function spanName({ operation, collection, namespace, system }: DbCall): string {
  const target = collection ?? (system === "redis" ? undefined : namespace);
  if (operation === undefined) return target ?? system;
  return target === undefined ? operation : `${operation} ${target}`;
}

function commonAttributes(call: DbCall): Attributes {
  const attributes: Attributes = { "db.system.name": call.system };
  if (call.operation !== undefined) attributes["db.operation.name"] = call.operation;
  if (call.namespace !== undefined) attributes["db.namespace"] = call.namespace;
  if (call.collection !== undefined) attributes["db.collection.name"] = call.collection;
  return call.serverAddress === undefined
    ? attributes
    : Object.assign(attributes, serverAttributes(call.serverAddress, call.serverPort));
}

/** A Unix socket has an address, its path, and no port. */
function serverAttributes(address: string, port: number | undefined): Attributes {
  return port === undefined || address.startsWith("/")
    ? { "server.address": address }
    : { "server.address": address, "server.port": port };
}

function spanAttributes(call: DbCall, common: Attributes): Attributes {
  const attributes = { ...common };
  if (call.queryText !== undefined) attributes["db.query.text"] = call.queryText;
  if (call.batchSize !== undefined && call.batchSize > 1) attributes["db.operation.batch.size"] = call.batchSize;
  return attributes;
}
