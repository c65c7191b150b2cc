import { context } from "@opentelemetry/api";
import type { FilePatch } from "../module-hook/index.ts";
import { type DbCall, startDb } from "./lib/db.ts";
import { summarizeSql } from "./lib/sql.ts";
import { type AnyFunction, onSettled, wrapMethod } from "./lib/wrap.ts";

interface PgClient {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
}

/** node-postgres: every query of a client (and so of a pool). `pg-native` shares the class shape. */
export const patches: readonly FilePatch[] = [
  { packageName: "pg", path: "lib/client.js", majors: [8, 8], patch: patchClient },
];

function patchClient(Client: unknown): unknown {
  wrapMethod((Client as { prototype: object }).prototype, "query", wrapQuery);
  return Client;
}

function wrapQuery(original: AnyFunction): AnyFunction {
  return function query(this: PgClient, ...args: unknown[]) {
    const statement = statementOf(args[0]);
    const operation = statement === undefined ? undefined : startDb(describe(this, statement));
    if (operation === undefined) return original.apply(this, args);
    const callbackAt = args.findLastIndex((arg) => typeof arg === "function");
    if (callbackAt > 0) {
      const callback = args[callbackAt] as AnyFunction;
      const parent = context.active();
      args[callbackAt] = function done(this: unknown, error: unknown, ...rest: unknown[]) {
        operation.end(error);
        return context.with(parent, () => callback.call(this, error, ...rest));
      };
      return context.with(operation.context, () => original.apply(this, args));
    }
    const result: unknown = context.with(operation.context, () => original.apply(this, args));
    return watch(result, operation.end.bind(operation));
  };
}

/** A promise, or a submitted query object (cursor, stream) that is an event emitter or calls its own callback. */
function watch(result: unknown, end: (error?: unknown) => void): unknown {
  if (typeof (result as { then?: unknown } | undefined)?.then === "function") return onSettled(result, end);
  const emitter = result as { once?: AnyFunction; callback?: unknown } | undefined;
  if (typeof emitter?.once === "function") {
    emitter.once("end", () => end());
    emitter.once("error", (error: unknown) => end(error));
  } else end();
  return result;
}

function statementOf(query: unknown): string | undefined {
  if (typeof query === "string") return query;
  const object = query as { text?: unknown; cursor?: { text?: unknown } } | null | undefined;
  const text = object?.text ?? object?.cursor?.text;
  return typeof text === "string" ? text : undefined;
}

function describe(client: PgClient, statement: string): DbCall {
  const { text, operation, collection } = summarizeSql(statement);
  return {
    system: "postgresql",
    operation,
    collection,
    namespace: client.database,
    queryText: text,
    serverAddress: client.host,
    serverPort: client.port,
  };
}
