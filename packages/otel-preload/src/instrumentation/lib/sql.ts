import { Generations } from "./generations.ts";
import { hideLiterals, type SqlDialect } from "./sql-tokens.ts";

/** What of a statement may leave: its text without literals, its operation and its table. */
export interface SqlSummary {
  readonly text: string;
  readonly operation: string | undefined;
  readonly collection: string | undefined;
}

const maxStatementLength = 4096;
/** Characters of the statements that are remembered, in each of two generations. */
const rememberedCharacters = 512 * 1024;

/** Programs send few distinct statements, many times. */
const known: Readonly<Record<SqlDialect, Generations<string, SqlSummary>>> = {
  postgresql: new Generations(rememberedCharacters),
  mysql: new Generations(rememberedCharacters),
};

export function summarizeSql(statement: string, dialect: SqlDialect): SqlSummary {
  const { length } = statement;
  if (length > maxStatementLength) return summarize(statement, dialect);
  let summary = known[dialect].get(statement, length + 1);
  if (summary === undefined) {
    summary = summarize(statement, dialect);
    known[dialect].set(statement, summary, length + 1);
  }
  return summary;
}

function summarize(statement: string, dialect: SqlDialect): SqlSummary {
  const text = hideLiterals(statement.slice(0, maxStatementLength), dialect)
    .replace(/\s+/gu, " ")
    .replace(/\(\s?\?(?:\s?,\s?\?)+\s?\)/gu, "(?)")
    .replace(/\(\?\)(?:\s?,\s?\(\?\))+/gu, "(?)")
    .trim();
  return { text, ...readShape(text) };
}

/** Reads the outermost statement: a common table expression, a subquery or `extract(epoch from x)` is not what it is about. */
function readShape(text: string): { operation: string | undefined; collection: string | undefined } {
  const outer = text.startsWith("(") ? text : withoutParentheses(text);
  const first = /[A-Za-z]+/u.exec(outer)?.[0].toUpperCase();
  if (first !== "WITH") return { operation: first, collection: tableOf(outer) ?? tableOf(text) };
  const main = /\b(SELECT|INSERT|UPDATE|DELETE|MERGE)\b[^]*/iu.exec(outer);
  return { operation: main?.[1]?.toUpperCase() ?? first, collection: tableOf(main?.[0] ?? outer) };
}

/** Of what is in parentheses only these remain. */
function withoutParentheses(text: string): string {
  let outer = "";
  let depth = 0;
  for (const part of text.split(/([()])/u)) {
    if (part === "(") outer += depth++ === 0 ? "()" : "";
    else if (part === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) outer += part;
  }
  return outer;
}

const name = String.raw`(?:"[^"]+"|${"`[^`]+`"}|[\w$\u0080-\uffff]+)`;
const table = new RegExp(
  String.raw`\b(?:FROM|INTO|UPDATE|JOIN|TRUNCATE|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+(?:(?:ONLY|TABLE|IGNORE|LOW_PRIORITY)\s+)?(${name}(?:\.${name})*)`,
  "iu",
);

function tableOf(text: string): string | undefined {
  const found = table.exec(text)?.[1]?.replaceAll(/["`]/gu, "");
  return found === undefined || /^(?:select|values|set|lateral|unnest)$/iu.test(found) ? undefined : found;
}
