import { seriesNames } from "../../src/inventory/metric.ts";
import { syntaxErrors } from "../queries.ts";
import { withoutVariables } from "./macros.ts";
import { counterProblems } from "./promql-counters.ts";
import { readPromql } from "./promql-labels.ts";
import {
  labelsIn,
  nameOf,
  panelsOf,
  type Check,
  type Dashboard,
  type Panel,
  type Target,
  type World,
} from "./world.ts";

/** More make a dashboard slow, and mean that it answers several questions. */
const mostQueries = 60;
const streamLabels = new Set(["service_name", "service_namespace", "deployment_environment_name"]);

interface Asked {
  readonly where: string;
  readonly panel: Panel;
  readonly target: Target;
  readonly expr: string;
}

export const parses: Check = ({ files }) => [
  ...files.flatMap(({ dashboard }) =>
    askedIn(dashboard).flatMap(({ where, target, expr }) =>
      syntaxErrors(target.datasource.type === "loki" ? "logql" : "promql", expr).map(
        (error) => `${where} ${target.refId}: ${error} in ${expr}`,
      ),
    ),
  ),
  ...files.flatMap(({ dashboard }) =>
    sideQueries(dashboard).flatMap((expr) =>
      syntaxErrors("promql", expr).map((error) => `${dashboard.title}: ${error} in ${expr}`),
    ),
  ),
];

export const readsWhatIsRecorded: Check = ({ files, metrics }) => {
  const known = labelsIn(metrics);
  return files.flatMap(({ dashboard }) => [
    ...promqlIn(dashboard).flatMap(({ where, target, expr }) =>
      readPromql(expr, known).problems.map((problem) => `${where} ${target.refId}: ${problem}`),
    ),
    ...sideQueries(dashboard).flatMap((expr) =>
      readPromql(expr, known).problems.map((problem) => `${dashboard.title}: ${problem}`),
    ),
  ]);
};

export const selectsStreams: Check = ({ files }) =>
  files.flatMap(({ dashboard }) =>
    askedIn(dashboard)
      .filter(({ target }) => target.datasource.type === "loki")
      .flatMap(({ where, expr }) =>
        [...expr.matchAll(/\{([^}]*)\}/g)]
          .flatMap(([, matchers = ""]) =>
            [...matchers.matchAll(/(\w+)\s*(?:=~|=|!=|!~)/g)].map(([, label = ""]) => label),
          )
          .filter((label) => !streamLabels.has(label))
          .map((label) => `${where}: Loki has no streams by ${label}`),
      ),
  );

export const namesWhatItShows: Check = ({ files, metrics }) => {
  const known = labelsIn(metrics);
  return files.flatMap(({ dashboard }) =>
    promqlIn(dashboard).flatMap(({ where, target, expr }) => {
      const { labels } = readPromql(expr, known);
      const wanted = [...target.legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = ""]) => label);
      return wanted
        .filter((label) => label === "__name__" || !(labels.has(label) || labels.has("*")))
        .map((label) => `${where} ${target.refId}: the legend's ${label} is not in the result`);
    }),
  );
};

export const hasTheColumnsItNames: Check = ({ files, metrics }) => {
  const known = labelsIn(metrics);
  return files.flatMap(({ dashboard }) =>
    panelsOf(dashboard).flatMap((panel) => {
      const filter = panel.transformations?.find(({ id }) => id === "filterFieldsByName");
      if (filter === undefined || panel.targets?.some(({ datasource }) => datasource.type === "loki")) return [];
      const { names } = filter.options["include"] as { names: string[] };
      const made = outputsOf(panel, known);
      return names
        .filter((name) => !made.has(name) && !made.has("*"))
        .map((name) => `${nameOf(dashboard, panel)} has no field ${name} for its column`);
    }),
  );
};

function outputsOf({ targets = [], transformations = [] }: Panel, known: ReturnType<typeof labelsIn>): Set<string> {
  const values =
    targets.length === 1 ? ["Value", `Value #${targets[0]?.refId}`] : targets.map(({ refId }) => `Value #${refId}`);
  const labels = targets.flatMap(({ expr }) => [...readPromql(withoutVariables(expr), known).labels]);
  const calculated = transformations.flatMap(({ options }) =>
    typeof options["alias"] === "string" ? [options["alias"]] : [],
  );
  return new Set(["Time", ...values, ...labels, ...calculated]);
}

/** `rate` of a gauge is nonsense, and a counter alone is a number without a meaning. */
export const ratesCounters: Check = ({ files, metrics }) => {
  const isCounter = new Map(
    metrics.flatMap((metric) => seriesNames(metric).map((name) => [name, metric.type !== "gauge"])),
  );
  return files.flatMap(({ dashboard }) =>
    promqlIn(dashboard).flatMap(({ where, expr }) =>
      counterProblems(expr, (name) => isCounter.get(name)).map((problem) => `${where}: ${problem}`),
    ),
  );
};

export const asksLittle: Check = ({ files }) =>
  files
    .map(({ dashboard }) => ({ title: dashboard.title, count: askedIn(dashboard).length }))
    .filter(({ count }) => count > mostQueries)
    .map(({ title, count }) => `${title} asks ${count} queries, at most ${mostQueries}`);

export const usesEveryMetric: Check = (world) => {
  const used = usedMetrics(world);
  return world.metrics
    .filter((metric) => !seriesNames(metric).some((name) => used.has(name)))
    .map(({ name }) => `${name} is in no dashboard, no rule and no runbook: nobody needs it in the inventory`);
};

function usedMetrics({ files, rules, metrics }: World): Set<string> {
  const expressions = files.flatMap(({ dashboard }) => [
    ...promqlIn(dashboard).map(({ expr }) => expr),
    ...sideQueries(dashboard),
  ]);
  const known = labelsIn(metrics);
  return new Set([...expressions, ...rules].flatMap((expr) => readPromql(expr, known).metrics));
}

function askedIn(dashboard: Dashboard): Asked[] {
  return panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: nameOf(dashboard, panel),
      panel,
      target,
      expr: withoutVariables(target.expr),
    })),
  );
}

function promqlIn(dashboard: Dashboard): Asked[] {
  return askedIn(dashboard).filter(({ target }) => target.datasource.type === "prometheus");
}

/** Expressions of annotations, and of variables as `count by (label) (selector)`. */
function sideQueries({ annotations, templating }: Dashboard): string[] {
  const variables = templating.list.flatMap(({ type, query }) => {
    if (type !== "query") return [];
    const text = typeof query === "string" ? query : query.query;
    const [, selector, label] = /^label_values\((.+),\s*(\w+)\)$/s.exec(text) ?? [];
    const [, asked = text] = /^query_result\((.+)\)$/s.exec(text) ?? [];
    return [selector === undefined ? asked : `count by (${label}) (${selector})`];
  });
  return [...annotations.list.map(({ expr }) => expr), ...variables].map(withoutVariables);
}
