/** What of a statement may leave: its text without literals, its operation and its table. */
export interface SqlSummary {
  readonly text: string;
  readonly operation: string | undefined;
  readonly collection: string | undefined;
}

const maxStatementLength = 4096;
const cacheSize = 1000;
const cache = new Map<string, SqlSummary>();

/** Summaries are cached: programs send few distinct statements, many times. */
export function summarizeSql(statement: string): SqlSummary {
  const known = cache.get(statement);
  if (known !== undefined) return known;
  const summary = summarize(statement);
  if (cache.size >= cacheSize) cache.clear();
  if (statement.length <= maxStatementLength) cache.set(statement, summary);
  return summary;
}

// One pass over tokens: comments go (they may hold anything), strings, dollar-quoted strings and numbers become "?",
// quoted identifiers and parameters ($1, :name) stay.
const tokens =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\3\$|$))|([eEnNxXbB]?'(?:[^'\\]|''|\\[\s\S])*(?:'|$))|("(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))|(\$\d+|:[A-Za-z_]\w*)|([A-Za-z_][\w$]*)|(0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/gu;

function summarize(statement: string): SqlSummary {
  const cut = statement.length > maxStatementLength ? statement.slice(0, maxStatementLength) : statement;
  const text = cut
    .replace(tokens, (all: string, comment?: string, dollar?: string, _tag?: string, quoted?: string, _name?: string, _parameter?: string, _word?: string, number?: string) => {
      if (comment !== undefined) return " ";
      return dollar !== undefined || quoted !== undefined || number !== undefined ? "?" : all;
    })
    .replace(/\s+/gu, " ")
    .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/gu, "(?)")
    .trim();
  const operation = /^\(?\s*([A-Za-z]+)/u.exec(text)?.[1]?.toUpperCase();
  return { text, operation, collection: tableOf(text) };
}

function tableOf(text: string): string | undefined {
  const match = /\b(?:FROM|INTO|UPDATE|JOIN|TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?)\s+(?:ONLY\s+)?((?:"[^"]+"|`[^`]+`|[\w$]+)(?:\.(?:"[^"]+"|`[^`]+`|[\w$]+))*)/iu.exec(text);
  const name = match?.[1]?.replaceAll(/["`]/gu, "");
  return name === undefined || /^(?:select|values|set)$/iu.test(name) ? undefined : name;
}
