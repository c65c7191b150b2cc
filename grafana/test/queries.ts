import { parser as logql } from "@grafana/lezer-logql";
import type { Tree } from "@lezer/common";
import { parser as promql } from "@prometheus-io/lezer-promql";

export type QueryLanguage = "promql" | "logql";

function parse(language: QueryLanguage, query: string): Tree {
  return language === "promql" ? promql.parse(query) : logql.parse(query);
}

/** Where a query does not follow its language's grammar, with what stands there; empty: it does. */
export function syntaxErrors(language: QueryLanguage, query: string): string[] {
  const errors: string[] = [];
  parse(language, query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: ${JSON.stringify(query.slice(from, Math.max(to, from + 20)))}`);
    },
  });
  return errors;
}

/** The names of the metrics that a PromQL expression reads. */
export function metricsOf(query: string): string[] {
  const names = new Set<string>();
  parse("promql", query).iterate({
    enter: ({ name, node }) => {
      const identifier = name === "VectorSelector" ? node.getChild("Identifier") : null;
      if (identifier) names.add(query.slice(identifier.from, identifier.to));
    },
  });
  return [...names];
}
