import { parser as logqlParser } from "@grafana/lezer-logql";
import { parser as promqlParser } from "@prometheus-io/lezer-promql";

export type Language = "promql" | "logql";

/** Where a query stops making sense. */
export interface QueryError {
  /** Of the query, from 0. */
  readonly line: number;
  readonly message: string;
}

const parsers = { promql: promqlParser, logql: logqlParser } as const;
const names = { promql: "PromQL", logql: "LogQL" } as const;
const contextLength = 20;

/** The first place at which the grammar of the language does not know how to go on. */
export function queryError(language: Language, query: string): QueryError | undefined {
  if (query.trim() === "") return { line: 0, message: `expected a query of ${names[language]}, got nothing` };
  let at: number | undefined;
  parse(language, query).iterate({
    enter: ({ type, from }) => {
      if (type.isError) at ??= from;
      return at === undefined;
    },
  });
  if (at === undefined) return undefined;
  const rest = query.slice(at).trimStart();
  const what =
    rest === ""
      ? "it ends too early, after"
      : `unexpected ${JSON.stringify(rest.slice(0, contextLength).trim())} after`;
  const before = query.slice(0, at).trimEnd().slice(-contextLength);
  const line = query.slice(0, at + query.slice(at).length - rest.length).split("\n").length - 1;
  return {
    line: rest === "" ? query.trimEnd().split("\n").length - 1 : line,
    message: `${names[language]} does not parse: ${what} ${JSON.stringify(before.trim())}`,
  };
}

/** The names of metrics that a PromQL query selects. */
export function metricsIn(query: string): string[] {
  const found = new Set<string>();
  parse("promql", query).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === "Identifier" && node.parent?.name === "VectorSelector") found.add(query.slice(from, to));
    },
  });
  return [...found];
}

/** A selector without a metric's name: streams of Loki. Metrics could be selected so too, but nobody does. */
export function looksLikeLogql(query: string): boolean {
  return /(?:^|[(\s])\{(?![^}]*__name__)/.test(query);
}

function parse(language: Language, query: string): ReturnType<typeof promqlParser.parse> {
  return parsers[language].parse(query);
}

const builtIn: Readonly<Record<string, string>> = {
  __rate_interval: "5m",
  __interval: "1m",
  __auto: "1m",
  __range: "1h",
  __range_s: "3600",
  __range_ms: "3600000",
  __interval_ms: "60000",
  __from: "0",
  __to: "0",
};
// Three ways to write one: $name, ${name:format}, [[name]]. `$1` is a group of a regular expression.
const variable = /\$\{(?<braced>[a-z_]\w*)(?:[:.][^}]*)?\}|\$(?<plain>[a-z_]\w*)|\[\[(?<square>\w+)(?::\w+)?\]\]/gi;

/** The variables of Grafana in a text, without those it knows by itself. */
export function variablesIn(text: string): string[] {
  const all = [...text.matchAll(variable)].map(nameOf);
  return [...new Set(all)].filter((name) => !name.startsWith("__"));
}

/** The query as Grafana would send it, with some value for each variable. */
export function withoutVariables(query: string): string {
  let end = 0;
  let text = "";
  for (const match of query.matchAll(variable)) {
    text += query.slice(end, match.index);
    text += builtIn[nameOf(match)] ?? valueBehind(text.trimEnd());
    end = match.index + match[0].length;
  }
  return text + query.slice(end);
}

function nameOf({ groups = {} }: RegExpMatchArray): string {
  return groups["braced"] ?? groups["plain"] ?? groups["square"] ?? "";
}

/** A length of time, a number, or else a word. */
function valueBehind(before: string): string {
  if (/(?:\[|\[\w+:|\boffset(?: -)?)$/.test(before)) return "5m";
  return /(?:[<>]=?|[!=]=|[-+*/%^]|\b(?:topk|bottomk|quantile)\s*\()$/.test(before) ? "1" : "x";
}
