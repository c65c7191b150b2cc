import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** Functions that make sense of a counter's rise, and those that only ask whether it is there. */
const risesOf = new Set(["Rate", "Irate", "Increase", "Changes", "Resets"]);
const presence = new Set(["Absent", "AbsentOverTime", "PresentOverTime", "Timestamp", "Count", "Group"]);
/** Others, like seconds since the start, are worth to be seen as they are. */
const suffix = /_(?:total|count|sum|bucket)$/;
const rates = new Set(["Rate", "Irate", "Increase"]);

/** What is wrong with how an expression treats counters and gauges. */
export function counterProblems(expr: string, isCounter: (name: string) => boolean | undefined): string[] {
  const problems: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node }) => {
      const identifier = name === "VectorSelector" ? node.getChild("Identifier") : null;
      if (identifier === null) return;
      const metric = expr.slice(identifier.from, identifier.to);
      const around = functionsAround(node);
      const counts = isCounter(metric);
      if (counts === false && around.some((one) => rates.has(one))) problems.push(`a rate of the gauge ${metric}`);
      if (counts === true && suffix.test(metric) && !around.some((one) => risesOf.has(one) || presence.has(one)))
        problems.push(`the counter ${metric} without a rate`);
    },
  });
  return problems;
}

function functionsAround(selector: SyntaxNode): string[] {
  const names: string[] = [];
  for (let node = selector.parent; node; node = node.parent) {
    const called = node.getChild("FunctionIdentifier") ?? node.getChild("AggregateOp");
    if (called?.firstChild) names.push(called.firstChild.name);
  }
  return names;
}
