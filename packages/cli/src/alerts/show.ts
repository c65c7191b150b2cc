import type { CatalogueAlert, CatalogueRule } from "@org/otel-grafana";
import { duration, textTable } from "../stack/text-table.ts";
import type { CurrentAlert } from "./current.ts";
import { alertTable } from "./list.ts";
import type { LoadedRule } from "./rules.ts";
import { runbookLines, type RunbookView } from "./runbook.ts";

/** What is known of one alert. */
export interface AlertPage {
  readonly entry: CatalogueAlert;
  /** None: nobody evaluates it here. */
  readonly rules: readonly LoadedRule[];
  readonly current: readonly CurrentAlert[];
  readonly runbook: string | undefined;
}

/** The page of one alert, from what it means to what to do. */
export function showLines(page: AlertPage, view: RunbookView & { readonly nowMillis: number }): string[] {
  const { entry, rules, current, runbook } = page;
  return [
    ...about(entry),
    "",
    ...tierTable(entry.rules),
    "",
    ...(current.length === 0 ? [stateLine(rules)] : alertTable(current, view)),
    "",
    ...expressions(entry.rules),
    ...(runbook === undefined ? [] : runbookLines(runbook, view)),
    ...links(page),
  ];
}

/** An alert of somebody else's rules, as the catalogue would have it. */
export function entryOf(rules: readonly [LoadedRule, ...LoadedRule[]]): CatalogueAlert {
  const [{ name, group, evaluator, labels, annotations }] = rules;
  const { summary, description } = annotations;
  const { component, signal } = labels;
  return {
    name,
    group,
    evaluator: evaluator === "Loki" ? "logql" : "promql",
    ...(component !== undefined && { component }),
    ...(signal !== undefined && { signal }),
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    runbook: `runbooks/${name}.md`,
    rules: rules.map(ruleOf),
  };
}

function about({ name, summary, description, component, signal, group, evaluator, guard }: CatalogueAlert): string[] {
  const kind = [component, signal].filter((one) => one !== undefined).join(", ");
  return [
    summary === undefined ? name : `${name}: ${summary}`,
    ...(description === undefined ? [] : [`  ${inWords(description)}`]),
    `  ${kind === "" ? "" : `${kind}; `}group ${group}, evaluated by ${evaluator === "logql" ? "Loki" : "Prometheus"}`,
    ...(guard === undefined ? [] : [`  guard: ${guard}`]),
  ];
}

/** Without an instance that could fill them, templates are named: `<job> answers <value> of its requests …`. */
function inWords(template: string): string {
  return template.replaceAll(/\{\{\s*\$(?:labels\.)?(\w+)[^}]*\}\}/g, "<$1>");
}

function tierTable(rules: readonly CatalogueRule[]): string[] {
  const rows = rules.map(({ severity, threshold, for: hold, keepFiringFor, pages }) => [
    severity,
    threshold === undefined ? "-" : String(threshold),
    hold,
    keepFiringFor ?? "-",
    pages ? "yes" : "no",
  ]);
  return textTable([["severity", "threshold", "for", "stays", "pages"], ...rows]);
}

function stateLine(rules: readonly LoadedRule[]): string {
  return rules.length === 0 ? "it is not loaded here: nobody evaluates it" : "it does not fire";
}

function expressions(rules: readonly CatalogueRule[]): string[] {
  return rules.flatMap(({ severity, expr }) => [`${severity}:`, ...expr.split("\n").map((line) => `      ${line}`)]);
}

function links({ entry, rules: [loaded], runbook }: AlertPage): string[] {
  const dashboard = entry.dashboard?.url ?? loaded?.annotations["dashboard_url"];
  const page = loaded?.annotations["runbook_url"] ?? (runbook === undefined ? undefined : `grafana/${entry.runbook}`);
  const lines = [
    ...(dashboard === undefined ? [] : [`dashboard: ${withoutTemplates(dashboard)}`]),
    ...(page === undefined ? [] : [`runbook: ${page}`]),
  ];
  return lines.length === 0 ? [] : ["", ...lines];
}

/** A link for all of it: what only a firing alert can fill is left out. */
function withoutTemplates(url: string): string {
  return url.replaceAll(/[?&][\w-]+=\{\{[^}]*\}\}/g, (found) => (found.startsWith("?") ? "?" : "")).replace("?&", "?");
}

function ruleOf({ labels, expr, forSeconds, keepFiringSeconds }: LoadedRule): CatalogueRule {
  return {
    severity: labels["severity"] ?? "none",
    for: duration(forSeconds),
    ...(keepFiringSeconds > 0 && { keepFiringFor: duration(keepFiringSeconds) }),
    pages: labels["page"] === "true",
    expr,
    labels,
  };
}
