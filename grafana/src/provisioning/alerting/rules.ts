import { createHash } from "node:crypto";
import type { AlertDef } from "../../alert/definition.ts";
import { rulesOf, type RuleJson } from "../../alert/rules.ts";
import { panelId } from "../../dashboard/ids.ts";
import { scaled, secondsOf, type Duration } from "../../duration.ts";
import type { Config, TierName } from "../../settings.ts";
import { retiredUids } from "./retired.ts";

/** Grafana's scheduler counts in these. */
const leastSeconds = 10;
const longestUid = 40;
const tierNames: readonly TierName[] = ["critical", "warning", "info", "none"];

/**
 * The alerts as rules that Grafana itself evaluates: the same expressions, a result is an alert. Grafana has no
 * inhibition, so here a tier leaves out what a more severe one says.
 */
export function grafanaRules(config: Config, defs: readonly AlertDef[]): object {
  const tiered = defs.flatMap((def) => tiersOf(config, def));
  const active = new Set(tiered.map(({ rule }) => rule.uid));
  // A rule that is no longer in the file stays in Grafana unless it is named here.
  const gone = defs.flatMap((def) => tierNames.map((severity) => uidOf(def.name, severity)));
  return {
    apiVersion: 1,
    groups: [...Map.groupBy(tiered, ({ group, severity }) => `${severity}/${group}`).values()].map((members) =>
      groupOf(config, members),
    ),
    deleteRules: [...gone, ...retiredUids].filter((uid) => !active.has(uid)).map((uid) => ({ orgId: 1, uid })),
  };
}

interface Tiered {
  readonly group: string;
  readonly severity: string;
  readonly rule: GrafanaRule;
}

interface GrafanaRule {
  readonly uid: string;
}

function groupOf(config: Config, members: readonly Tiered[]): object {
  const [{ group, severity }] = members as [Tiered];
  return {
    orgId: 1,
    name: group,
    // Two rules of one title in one folder were an error for a long time: a folder for each severity.
    folder: `Alerts: ${severity}`,
    interval: atLeast(scaled("1m", config.timeScale)),
    rules: members.map(({ rule }) => rule),
  };
}

function tiersOf(config: Config, def: AlertDef): Tiered[] {
  const rules = rulesOf(config, def);
  return rules.map((rule, index) => {
    const severity = rule.labels["severity"] ?? "none";
    const above = rules.slice(0, index).map(({ expr }) => expr);
    return { group: def.group, severity, rule: ruleOf(def, rule, above) };
  });
}

function ruleOf(def: AlertDef, rule: RuleJson, above: readonly string[]): GrafanaRule & Record<string, unknown> {
  const { uid, panel } = def.dashboard;
  return {
    uid: uidOf(def.name, rule.labels["severity"] ?? "none"),
    title: def.name,
    condition: "threshold",
    for: atLeast((rule.for ?? "0s") as Duration),
    ...(rule.keep_firing_for !== undefined && { keepFiringFor: rule.keep_firing_for }),
    // No result: all is well. A broken query must be seen.
    noDataState: "OK",
    execErrState: "Error",
    missing_series_evals_to_resolve: 1,
    dashboardUid: uid,
    ...(panel !== undefined && { panelId: panelId(uid, panel) }),
    // Labels are searched for variables, annotations and queries are not.
    labels: mapValues(rule.labels, (value) => value.replaceAll("$", "$$$$")),
    annotations: mapValues(rule.annotations, (value) => value.replaceAll(/\$value\b/g, "$values.query.Value")),
    data: steps(def, [rule.expr, ...above]),
  };
}

/** The query, whatever comes of it as a number, and that it is above nothing: a result is an alert, as in Prometheus. */
function steps({ evaluator }: AlertDef, [own = "", ...above]: readonly string[]): object[] {
  const source = evaluator === "logql" ? "loki" : "prometheus";
  const expr = [own, ...above].map((one) => (above.length === 0 ? one : `(${one})`)).join("\nunless\n");
  const ask = { instant: true, range: false, intervalMs: 1000, maxDataPoints: 43_200 };
  const any = "is_number($query) || is_nan($query) || is_inf($query)";
  return [
    step("query", source, { expr, ...ask, ...(source === "loki" && { queryType: "instant" }) }),
    step("any_result", "__expr__", { type: "math", expression: any }),
    step("threshold", "__expr__", {
      type: "threshold",
      expression: "any_result",
      conditions: [{ evaluator: { type: "gt", params: [0] } }],
    }),
  ];
}

function step(refId: string, datasourceUid: string, model: object): object {
  return { refId, datasourceUid, relativeTimeRange: { from: 600, to: 0 }, model: { refId, ...model } };
}

/** The same for the same alert and severity, for ever; Grafana takes at most 40 letters. */
export function uidOf(name: string, severity: string): string {
  const words = `${name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase()}-${severity}`;
  if (words.length <= longestUid) return words;
  const hash = createHash("sha256").update(words).digest("hex").slice(0, 8);
  return `${words.slice(0, longestUid - hash.length - 1)}-${hash}`;
}

function atLeast(duration: Duration): Duration {
  const seconds = secondsOf(duration);
  return seconds === 0 || seconds >= leastSeconds ? duration : `${leastSeconds}s`;
}

function mapValues(map: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
