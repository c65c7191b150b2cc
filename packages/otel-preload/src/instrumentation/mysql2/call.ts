import type { DbCall } from "../lib/db.ts";
import { summarizeSql } from "../lib/sql.ts";

export interface MysqlConfig {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly database?: string;
}

/** `query`: a text, options or a command. It holds placeholders still: mysql2 writes the values into it after us. */
export function describeMysqlQuery(config: MysqlConfig | undefined, query: unknown): DbCall {
  const statement = typeof query === "string" ? query : (query as { sql?: unknown } | null | undefined)?.sql;
  const { text, operation, collection } = typeof statement === "string" ? summarizeSql(statement, "mysql") : {};
  return {
    // Also for MariaDB: which of the two answers is not known before the first connection is made.
    system: "mysql",
    operation,
    collection,
    namespace: config?.database,
    queryText: text,
    serverAddress: config?.socketPath ?? config?.host,
    serverPort: config?.port,
  };
}
