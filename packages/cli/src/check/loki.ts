import type { Problem } from "./problem.ts";
import { grammarProblems, ruleShape } from "./rules.ts";
import type { Source } from "./source.ts";

/** A file of rules for Loki's ruler: their shape and the grammar of their queries. */
export function checkLokiRules(source: Source): Problem[] {
  return [...ruleShape(source), ...grammarProblems(source, "logql")];
}
