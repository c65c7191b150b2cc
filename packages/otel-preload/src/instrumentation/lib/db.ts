import { type Attributes, context, type Context, type Span, SpanKind, trace } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { dbDuration, errorType, recordError, secondsSince, tracer } from "./telemetry.ts";

/** One database call, as the semantic conventions name its parts. */
export interface DbCall {
  /** `postgresql`, `mysql`, `mariadb`, `mongodb`, `redis` */
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
  /** Ends span and measurement; later calls do nothing. */
  end(error?: unknown): void;
}

/** Starts a client span below the active one. `undefined` when tracing is suppressed: then call the library plainly. */
export function startDb(call: DbCall): DbOperation | undefined {
  const parent = context.active();
  if (isTracingSuppressed(parent)) return undefined;
  const started = performance.now();
  const attributes = dbAttributes(call);
  const span = tracer().startSpan(spanName(call), { kind: SpanKind.CLIENT, attributes: spanAttributes(call, attributes) }, parent);
  const active = trace.setSpan(parent, span);
  let ended = false;
  return {
    span,
    context: active,
    end(error) {
      if (ended) return;
      ended = true;
      if (error !== undefined && error !== null) {
        attributes["error.type"] = errorType(error);
        recordError(span, error);
        const code = (error as { code?: unknown }).code;
        if (typeof code === "string" || typeof code === "number") span.setAttribute("db.response.status_code", String(code));
      }
      dbDuration().record(secondsSince(started), attributes, active);
      span.end();
    },
  };
}

/** `SELECT orders`, `GET`, else the system's name (semantic conventions, database spans: name). */
function spanName({ operation, collection, namespace, system }: DbCall): string {
  const target = collection ?? namespace;
  if (operation === undefined) return target ?? system;
  return target === undefined ? operation : `${operation} ${target}`;
}

function dbAttributes(call: DbCall): Attributes {
  const attributes: Attributes = { "db.system.name": call.system };
  if (call.operation !== undefined) attributes["db.operation.name"] = call.operation;
  if (call.namespace !== undefined) attributes["db.namespace"] = call.namespace;
  if (call.collection !== undefined) attributes["db.collection.name"] = call.collection;
  if (call.serverAddress !== undefined) attributes["server.address"] = call.serverAddress;
  if (call.serverPort !== undefined) attributes["server.port"] = call.serverPort;
  return attributes;
}

function spanAttributes(call: DbCall, metricAttributes: Attributes): Attributes {
  const attributes = { ...metricAttributes };
  if (call.queryText !== undefined) attributes["db.query.text"] = call.queryText;
  if (call.batchSize !== undefined && call.batchSize > 1) attributes["db.operation.batch.size"] = call.batchSize;
  return attributes;
}
