import type { Problem } from "./problem.ts";
import { queryError, type Language } from "./query.ts";
import type { Path, Source } from "./source.ts";
import { isRecord, listOf, problemAt, shown, unknownKeys } from "./shape.ts";

/** A rule with the place it stands at. */
export interface PlacedRule {
  readonly path: Path;
  /** From 1, as promtool counts. */
  readonly number: number;
  readonly group: string;
  /** Of the alert or of the recorded series. */
  readonly name: string;
  readonly isAlert: boolean;
  readonly expr: string;
  readonly labels: Readonly<Record<string, unknown>>;
}

const groupKeys = ["name", "interval", "query_offset", "limit", "labels", "rules"];
const ruleKeys = ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"];
const duration = /^(?:\d+(?:ms|[smhdwy]))+$|^0$/;

/** The rules of a file; what has not the shape of one is left out. */
export function rulesIn({ value }: Source): PlacedRule[] {
  const groups = isRecord(value) ? listOf(value["groups"]) : [];
  return groups.flatMap((group, groupIndex) => {
    if (!isRecord(group)) return [];
    return listOf(group["rules"]).flatMap((rule, index) => {
      if (!isRecord(rule) || typeof rule["expr"] !== "string") return [];
      return [
        {
          path: ["groups", groupIndex, "rules", index],
          number: index + 1,
          group: String(group["name"]),
          name: String(rule["alert"] ?? rule["record"]),
          isAlert: "alert" in rule,
          expr: rule["expr"],
          labels: isRecord(rule["labels"]) ? rule["labels"] : {},
        },
      ];
    });
  });
}

/** Groups and rules have what they need, and nothing else: Prometheus' own messages about that name no line. */
export function ruleShape(source: Source): Problem[] {
  const groups = isRecord(source.value) ? listOf(source.value["groups"]) : [];
  return [
    ...(isRecord(source.value) ? unknownKeys(source, [], source.value, ["groups"]) : []),
    ...groups.flatMap((group, index) => groupShape(source, ["groups", index], group)),
    ...repeatedGroups(source, groups),
  ];
}

/** Queries that the grammar of their language refuses. */
export function grammarProblems(source: Source, language: Language): Problem[] {
  return rulesIn(source).flatMap(({ path, name, expr }): Problem[] => {
    const error = queryError(language, expr);
    if (error === undefined) return [];
    const line = source.lineInText([...path, "expr"], error.line);
    return [{ file: source.file, line, severity: "error", message: `${name}: ${error.message}` }];
  });
}

function groupShape(source: Source, path: Path, group: unknown): Problem[] {
  if (!isRecord(group)) return [problemAt(source, path, `expected a group with name and rules, got ${shown(group)}`)];
  const { name, rules } = group;
  return [
    ...unknownKeys(source, path, group, groupKeys),
    ...(typeof name === "string" && name !== ""
      ? []
      : [problemAt(source, path, `expected a name, got ${shown(name)}`)]),
    ...durationProblems(source, path, group, ["interval", "query_offset"]),
    ...listOf(rules).flatMap((rule, index) => oneRule(source, [...path, "rules", index], rule)),
  ];
}

function oneRule(source: Source, path: Path, rule: unknown): Problem[] {
  if (!isRecord(rule)) return [problemAt(source, path, `expected a rule, got ${shown(rule)}`)];
  const strange = unknownKeys(source, path, rule, ruleKeys);
  // A misspelled key explains why another is missing.
  if (strange.length > 0) return strange;
  const kinds = ["alert", "record"].filter((key) => key in rule);
  const { expr, labels } = rule;
  const severity = isRecord(labels) ? labels["severity"] : undefined;
  return [
    ...(kinds.length === 1
      ? []
      : [problemAt(source, path, `expected alert or record, got ${kinds.join(" and ") || "neither"}`)]),
    ...(expr === undefined || expr === "" ? [problemAt(source, path, "expr is missing: expected a query")] : []),
    ...durationProblems(source, path, rule, ["for", "keep_firing_for"]),
    ...("record" in rule ? recordingProblems(source, path, rule) : []),
    ...("alert" in rule && severity === undefined
      ? [
          problemAt(
            source,
            path,
            `${shown(rule["alert"])} has no label severity: it takes the default route`,
            "warning",
          ),
        ]
      : []),
  ];
}

function recordingProblems(source: Source, path: Path, rule: Readonly<Record<string, unknown>>): Problem[] {
  return ["for", "keep_firing_for", "annotations"]
    .filter((key) => key in rule)
    .map((key) => problemAt(source, [...path, key], `a recorded series has no ${key}: only alerts do`));
}

function durationProblems(
  source: Source,
  path: Path,
  holder: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Problem[] {
  return keys
    .filter((key) => holder[key] !== undefined && !isDuration(holder[key]))
    .map((key) =>
      problemAt(source, [...path, key], `${key}: expected a time as in 90s, 5m, 1h30m, got ${shown(holder[key])}`),
    );
}

function isDuration(value: unknown): boolean {
  return typeof value === "string" ? duration.test(value) : value === 0;
}

function repeatedGroups(source: Source, groups: readonly unknown[]): Problem[] {
  const names = groups.map((group) => (isRecord(group) ? group["name"] : undefined));
  return names.flatMap((name, index) =>
    name === undefined || names.indexOf(name) === index
      ? []
      : [problemAt(source, ["groups", index, "name"], `group ${shown(name)}: expected each name once in a file`)],
  );
}
