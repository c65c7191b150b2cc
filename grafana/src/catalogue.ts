import { parse } from "yaml";
import { dashboardUrl } from "./alert/annotations.ts";
import type { AlertDef } from "./alert/definition.ts";
import type { RecordingJson, RuleJson } from "./alert/rules.ts";
import type { DashboardDef } from "./dashboard/definition.ts";
import { panelId } from "./dashboard/ids.ts";
import type { GeneratedFile } from "./file.ts";
import { inventory } from "./inventory/index.ts";
import { seriesNames } from "./inventory/metric.ts";
import type { PanelDef } from "./panel/panel.ts";
import type { Config, Severity } from "./settings.ts";

/** What there is, for programs: `otelstack alerts` and tests read it. */
export interface Catalogue {
  readonly version: 1;
  readonly alerts: readonly CatalogueAlert[];
  readonly recordings: readonly CatalogueRecording[];
  readonly dashboards: readonly CatalogueDashboard[];
  /** Names of series that somebody is known to record. */
  readonly metrics: readonly string[];
}

export interface CatalogueAlert {
  readonly name: string;
  readonly group: string;
  readonly evaluator: "promql" | "logql";
  readonly component?: string;
  readonly signal?: string;
  readonly guard?: string;
  readonly summary?: string;
  readonly description?: string;
  /** Relative to the folder `grafana`. */
  readonly runbook: string;
  readonly dashboard?: {
    readonly uid: string;
    readonly panel?: string;
    readonly panelId?: number;
    /** With `{{ $labels.x }}` where it is narrowed down. */
    readonly url: string;
  };
  /** Most severe first; several of one severity when each declared service has its own. */
  readonly rules: readonly CatalogueRule[];
}

export interface CatalogueRule {
  readonly severity: string;
  readonly threshold?: number;
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly pages: boolean;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface CatalogueRecording extends RecordingJson {
  readonly group: string;
  readonly evaluator: "promql" | "logql";
}

export interface CatalogueDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  readonly description: string;
  /** Relative to the folder of the outputs. */
  readonly path: string;
  readonly variables: readonly string[];
  readonly panels: readonly CataloguePanel[];
}

export interface CataloguePanel extends Pick<PanelDef, "key" | "title" | "type" | "fedBy"> {
  readonly id: number;
  /** Absent at the top. */
  readonly row?: string;
  readonly unit?: string;
  readonly queries: readonly { readonly source: string; readonly expr: string; readonly instant?: boolean }[];
}

interface Sources {
  readonly config: Config;
  readonly alerts: readonly AlertDef[];
  readonly dashboards: readonly DashboardDef[];
  /** The other outputs: rules are read back from them, so that the list holds what is loaded, whoever made it. */
  readonly files: readonly GeneratedFile[];
}

type FoundRule = (RuleJson | RecordingJson) & Pick<CatalogueRecording, "group" | "evaluator">;

/** `catalogue.json`. */
export function catalogueFile(sources: Sources): GeneratedFile {
  const rules = rulesIn(sources.files);
  const catalogue: Catalogue = {
    version: 1,
    alerts: alertsOf(sources, rules),
    recordings: rules.filter((rule) => "record" in rule),
    dashboards: sources.dashboards.map(dashboardOf),
    metrics: inventory.flatMap(seriesNames).toSorted(),
  };
  return { path: "catalogue.json", content: `${JSON.stringify(catalogue, null, 2)}\n` };
}

function rulesIn(files: readonly GeneratedFile[]): FoundRule[] {
  return files.flatMap(({ path, content }) => {
    const evaluator = /^(prometheus|loki)\/rules\//.exec(path)?.[1];
    if (evaluator === undefined) return [];
    const { groups } = parse(content) as { groups: { name: string; rules: (RuleJson | RecordingJson)[] }[] };
    return groups.flatMap(({ name: group, rules }) =>
      rules.map((rule) => ({ ...rule, group, evaluator: evaluator === "loki" ? "logql" : "promql" }) as const),
    );
  });
}

function alertsOf({ config, alerts }: Sources, rules: readonly FoundRule[]): CatalogueAlert[] {
  const named = Map.groupBy(
    rules.filter((rule) => "alert" in rule),
    ({ alert }) => alert,
  );
  const defs = new Map<string, AlertDef>(alerts.map((def) => [def.name, def]));
  return [...named].map(([name, members]) => alertOf(config, name, members, defs.get(name)));
}

function alertOf(
  config: Config,
  name: string,
  rules: readonly (RuleJson & FoundRule)[],
  def: AlertDef | undefined,
): CatalogueAlert {
  const [{ group, evaluator, labels, annotations }] = rules as [RuleJson & FoundRule];
  const thresholds: Readonly<Record<string, Config["thresholds"][AlertDef["name"]]>> = config.thresholds;
  return {
    name,
    group,
    evaluator,
    ...pick(labels, ["component", "signal"]),
    ...(def && { guard: def.guard }),
    ...pick(annotations, ["summary", "description"]),
    runbook: `runbooks/${name}.md`,
    ...(def && { dashboard: linkOf(config, def) }),
    rules: rules.map((rule) => {
      const severity = rule.labels["severity"] ?? "none";
      const threshold = thresholds[name]?.[severity as Severity]?.threshold;
      return {
        severity,
        ...(threshold !== undefined && { threshold }),
        for: rule.for ?? "0s",
        ...(rule.keep_firing_for !== undefined && { keepFiringFor: rule.keep_firing_for }),
        pages: rule.labels["page"] === "true",
        expr: rule.expr,
        labels: rule.labels,
      };
    }),
  };
}

function linkOf(config: Config, def: AlertDef): NonNullable<CatalogueAlert["dashboard"]> {
  const { uid, panel } = def.dashboard;
  const url = dashboardUrl(config, def);
  return { uid, ...(panel !== undefined && { panel, panelId: panelId(uid, panel) }), url };
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

function dashboardOf({ uid, title, folder, description, variables, top = [], rows }: DashboardDef): CatalogueDashboard {
  return {
    uid,
    title,
    folder,
    description,
    path: `dashboards/${folder}/${uid}.json`,
    variables: variables.map(({ name }) => name),
    panels: [
      ...top.map((panel) => panelOf(uid, panel)),
      ...rows.flatMap((row) => row.panels.map((panel) => panelOf(uid, panel, row.title))),
    ],
  };
}

function panelOf(uid: string, panel: PanelDef, row?: string): CataloguePanel {
  const { key, title, type, fedBy, fieldConfig, queries } = panel;
  const { unit } = fieldConfig.defaults;
  return {
    id: panelId(uid, key),
    key,
    title,
    type,
    fedBy,
    ...(row !== undefined && { row }),
    ...(unit !== undefined && { unit }),
    queries: queries.map(({ source, expr, instant }) => ({ source, expr, ...(instant && { instant }) })),
  };
}
