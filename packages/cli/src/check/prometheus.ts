import { resolve } from "node:path";
import type { Problem } from "./problem.ts";
import { grammarProblems, rulesIn, ruleShape, type PlacedRule } from "./rules.ts";
import { problemAt } from "./shape.ts";
import type { Source } from "./source.ts";
import type { RunTool } from "./tool.ts";

/** A file of Prometheus rules: its shape, then what Prometheus itself says about it. */
export async function checkPrometheusRules(source: Source, runTool: RunTool): Promise<Problem[]> {
  const shape = ruleShape(source);
  const args = ["check", "rules", "--lint=all", "--lint-fatal", resolve(source.file)];
  const { isOk, output } = await runTool("promtool", args);
  if (isOk) return shape;
  const told = toldProblems(source, output);
  if (shape.every(({ severity }) => severity === "warning"))
    return [...shape, ...duplicates(source), ...told.map(placed)];
  // It stops at the first mistake of shape, and names no line of it; then the grammar alone is asked.
  const ofRules = told.filter(({ isOfRule }) => isOfRule).map(placed);
  return [...shape, ...(ofRules.length > 0 ? ofRules : grammarProblems(source, "promql"))];
}

/** `prometheus.yml`. The files it names may be on another machine. */
export async function checkPrometheus(source: Source, runTool: RunTool): Promise<Problem[]> {
  const { isOk, output } = await runTool("promtool", ["check", "config", "--syntax-only", resolve(source.file)]);
  return isOk ? [] : toldProblems(source, output).map(placed);
}

// `group "http", rule 2, "Name": …`
const ofRule = /^(?:\d+:\d+: )?group "(.*?)", rule (\d+), "(?:.*?)": (.*)$/s;
const ofExpression = /^could not parse expression: (\d+):\d+: (?:parse error: )?(.*)$/s;
const ofPart = /^(annotation|label) "(.*?)": (?:template: )?(?:__\w+?:\d+: )?(.*)$/s;

interface Told {
  readonly problem: Problem;
  /** About one rule, whose place is known. */
  readonly isOfRule: boolean;
}

function placed({ problem }: Told): Problem {
  return problem;
}

function toldProblems(source: Source, output: string): Told[] {
  const rules = rulesIn(source);
  const prefix = `${resolve(source.file)}: `;
  const lines = output.split("\n").filter((line) => line.includes(prefix));
  const told = lines.map((line) => line.slice(line.indexOf(prefix) + prefix.length));
  return told.flatMap((message): Told[] => {
    const [, group, number, rest = ""] = ofRule.exec(message) ?? [];
    const rule = rules.find((one) => one.group === group && one.number === Number(number));
    if (rule !== undefined) return [{ problem: ruleProblem(source, rule, rest), isOfRule: true }];
    return plainProblem(source, message).map((problem) => ({ problem, isOfRule: false }));
  });
}

function ruleProblem(source: Source, rule: PlacedRule, message: string): Problem {
  const [, line, reason] = ofExpression.exec(message) ?? [];
  if (reason !== undefined) {
    const at = source.lineInText([...rule.path, "expr"], Number(line) - 1);
    return { file: source.file, line: at, severity: "error", message: `${rule.name}: ${reason}` };
  }
  const [, part, key = "", why] = ofPart.exec(message) ?? [];
  if (why !== undefined) {
    return problemAt(source, [...rule.path, `${part}s`, key], `${rule.name}: ${part} ${key}: ${why}`);
  }
  return problemAt(source, rule.path, `${rule.name}: ${message}`);
}

/** A message with a line of its own, or with a word that stands in the file. */
export function plainProblem(source: Source, message: string): Problem[] {
  const numbered = [...message.matchAll(/line (\d+): ([^\n]+)/g)];
  if (numbered.length > 0) {
    return numbered.map(([, line, text = ""]) => ({
      file: source.file,
      line: Number(line),
      severity: "error",
      message: text.replace(/^field (\S+) not found in type \S+$/, 'unknown key "$1"'),
    }));
  }
  const words = [...message.matchAll(/["'`](.*?)["'`]/g)].map(([, word = ""]) => word);
  const line = words.map((word) => lineOfWord(source, word)).find((found) => found !== undefined) ?? 1;
  return [{ file: source.file, line, severity: "error", message: message.trim() }];
}

/** Where the word stands: alone, or, for a pattern that Alertmanager has anchored, in a matcher. */
function lineOfWord(source: Source, word: string): number | undefined {
  const [, pattern] = /^\^\(\?:(.*)\)\$$/.exec(word) ?? [];
  if (pattern === undefined) return source.lineWhere((text) => text === word);
  return source.lineWhere((text) => text === pattern || (text.includes("~") && text.includes(pattern)));
}

/** What promtool counts but does not name: two rules that make the same series. */
function duplicates(source: Source): Problem[] {
  const rules = rulesIn(source);
  const keys = rules.map(({ name, labels }) => JSON.stringify([name, ...sortedPairs(labels)]));
  return rules.flatMap((rule, index) => {
    const first = keys.indexOf(keys[index] ?? "");
    if (first === index) return [];
    const before = source.lineOf(rules[first]?.path ?? []);
    return [
      problemAt(
        source,
        rule.path,
        `${rule.name}: the same name and labels as the rule on line ${before}; expected each once`,
      ),
    ];
  });
}

function sortedPairs(labels: PlacedRule["labels"]): string[] {
  return Object.entries(labels)
    .map((pair) => JSON.stringify(pair))
    .toSorted((a, b) => a.localeCompare(b));
}
