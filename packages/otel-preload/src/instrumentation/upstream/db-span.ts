import { type Attributes, type Exception, type Span, SpanStatusCode } from "@opentelemetry/api";
import { type DbError, describeDbError } from "../lib/db-error.ts";
import { hideQuoted } from "../lib/quoted.ts";
import { summarizeSql } from "../lib/sql.ts";

const systemKey = "db.system.name";
const textKey = "db.query.text";
const portKey = "server.port";

/** knex writes the names of client libraries. */
const systems: Readonly<Record<string, string>> = {
  mysql2: "mysql",
  mssql: "microsoft.sql_server",
  oracledb: "oracle.db",
  "better-sqlite3": "sqlite",
};
const mysqlLike: ReadonlySet<string> = new Set(["mysql", "mariadb"]);

/** The database of a span, in the words of the semantic conventions. */
export function systemOf(attributes: Attributes | undefined): string | undefined {
  const system = attributes?.[systemKey];
  return typeof system === "string" ? (systems[system] ?? system) : undefined;
}

/** Statements without literals, ports as numbers. */
export function safeDbAttributes(attributes: Attributes, system: string): Attributes {
  const safe = { ...attributes };
  const { [textKey]: text, [portKey]: port } = safe;
  if (safe[systemKey] !== undefined) safe[systemKey] = system;
  if (typeof text === "string") safe[textKey] = summarizeSql(text, mysqlLike.has(system) ? "mysql" : "postgresql").text;
  if (typeof port === "string") safe[portKey] = Number(port);
  return safe;
}

/** What is written to the span later, and errors, which quote values of the statement. */
export function guardDbSpan(span: Span, system: string): Span {
  const setAttribute = span.setAttribute.bind(span);
  const setAttributes = span.setAttributes.bind(span);
  const setStatus = span.setStatus.bind(span);
  const recordException = span.recordException.bind(span);
  let recorded: DbError | undefined;
  span.setAttribute = (key, value) => setAttribute(key, safeDbAttributes({ [key]: value }, system)[key] ?? value);
  span.setAttributes = (attributes) => setAttributes(safeDbAttributes(attributes, system));
  span.recordException = (thrown, time) => {
    recorded = describe(thrown, system);
    const { type, statusCode, exception } = recorded;
    setAttribute("error.type", type);
    if (statusCode !== undefined) setAttribute("db.response.status_code", statusCode);
    recordException(exception, time);
  };
  span.setStatus = ({ code, message }) => {
    if (code !== SpanStatusCode.ERROR) return setStatus({ code });
    // Some instrumentations record no exception; `ER_NO_SUCH_TABLE: …` begins a message of mysql.
    const type = recorded === undefined ? /^[A-Z][A-Z0-9_]+(?=: )/u.exec(message ?? "")?.[0] : undefined;
    if (type !== undefined) setAttribute("error.type", type);
    const safe = recorded?.exception.message ?? (message === undefined ? undefined : hideQuoted(message));
    return setStatus(safe === undefined ? { code } : { code, message: safe });
  };
  return span;
}

function describe(thrown: Exception, system: string): DbError {
  const error =
    thrown instanceof Error
      ? thrown
      : Object.assign(new Error(typeof thrown === "string" ? thrown : thrown.message), thrown);
  const described = describeDbError(system, error);
  // Not the database's own answer: a layer above the driver puts the statement, with its values, before the message.
  const message =
    described.statusCode === undefined ? hideQuoted(described.exception.message) : described.exception.message;
  const { name } = described.exception;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /u.test(line));
  return { ...described, exception: { name, message, stack: [`${name}: ${message}`, ...frames].join("\n") } };
}
