import type { DbCall } from "../lib/db.ts";
import { summarizeSql } from "../lib/sql.ts";

/** Where a client is connected, or would be. */
export interface PgParameters {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly connection?: { readonly parsedStatements?: Readonly<Record<string, unknown>> };
}

/** `query`: a text, a configuration, or an object that talks to the connection itself (Query, Cursor, QueryStream). */
export function describePgQuery(client: PgParameters, query: unknown): DbCall {
  const statement = statementOf(client, query);
  const { text, operation, collection } = statement === undefined ? {} : summarizeSql(statement, "postgresql");
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

function statementOf(client: PgParameters, query: unknown): string | undefined {
  if (typeof query === "string") return query;
  const { text, cursor, name } = (query ?? {}) as { text?: unknown; cursor?: { text?: unknown }; name?: unknown };
  // A prepared statement may be named alone once the connection knows it.
  const statement =
    text ?? cursor?.text ?? (typeof name === "string" ? client.connection?.parsedStatements?.[name] : undefined);
  return typeof statement === "string" ? statement : undefined;
}
