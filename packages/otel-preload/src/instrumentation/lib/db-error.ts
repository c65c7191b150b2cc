import { hideQuoted } from "./quoted.ts";
import { errorType } from "./telemetry.ts";

export interface DbError {
  /** `error.type`: the client library's own code where it has one (`ER_NO_SUCH_TABLE`, `23505`, `ECONNREFUSED`). */
  readonly type: string;
  /** What the database answered; absent when it did not answer. */
  readonly statusCode: string | undefined;
  readonly exception: { readonly name: string; readonly message: string; readonly stack?: string };
}

interface Dialect {
  statusCode(error: Fields): string | undefined;
  /** Databases quote values of the statement in their messages; these must not leave with them. */
  message(error: Fields): string;
}

interface Fields {
  readonly message: string;
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly severity?: unknown;
  readonly sqlState?: unknown;
}

const dialects: Readonly<Record<string, Dialect>> = {
  postgresql: {
    statusCode: ({ code, severity }) => (typeof code === "string" && severity !== undefined ? code : undefined),
    // Class 22 is "data exception", 42601 a syntax error: both quote what was sent. Other messages quote names of the schema.
    message: ({ code, message }) =>
      /^(?:22...|42601)$/u.test(String(code)) ? message.replace(/"[^]*"/u, "?") : message,
  },
  mysql: {
    statusCode: ({ errno, sqlState }) =>
      typeof errno === "number" && sqlState !== undefined ? String(errno) : undefined,
    message: mysqlMessage,
  },
  mongodb: {
    statusCode: ({ code }) => (typeof code === "number" ? String(code) : undefined),
    message: ({ message }) => message.replace(/ dup key: [^]*$/u, " dup key: ?"),
  },
  redis: {
    statusCode: ({ message }) => /^[A-Z]{2,}(?= )/u.exec(message)?.[0],
    message: ({ message }) => hideQuoted(message),
  },
};

/** Messages of these name parts of the schema, which help: access denied (1045), unknown database, column, table, routine … */
const mysqlNames: ReadonlySet<unknown> = new Set([
  1044, 1045, 1049, 1050, 1051, 1052, 1054, 1072, 1091, 1109, 1136, 1142, 1146, 1305, 1364, 1451, 1452,
]);

function mysqlMessage({ errno, message }: Fields): string {
  if (errno === undefined || mysqlNames.has(errno)) return message;
  if (errno === 1062) return message.replace(/entry '[^]*' for key/u, "entry ? for key");
  if (errno === 1064) return message.replace(/near '[^]*' at line/u, "near ? at line");
  return hideQuoted(message);
}

/** An error of a database call in the words of the semantic conventions, and without the values of the statement. */
export function describeDbError(system: string, thrown: unknown): DbError {
  const dialect = dialects[system];
  if (dialect === undefined || !(thrown instanceof Error)) {
    return {
      type: errorType(thrown),
      statusCode: undefined,
      exception: { name: errorType(thrown), message: String(thrown) },
    };
  }
  const fields: Fields = thrown;
  const statusCode = dialect.statusCode(fields);
  const message = dialect.message(fields);
  const stack = thrown.stack?.replace(thrown.message, () => message);
  return {
    type: typeof fields.code === "string" && fields.code !== "" ? fields.code : (statusCode ?? errorType(thrown)),
    statusCode,
    exception: { name: thrown.name, message, ...(stack === undefined ? {} : { stack }) },
  };
}
