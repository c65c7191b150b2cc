import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { defaultConfig } from "../../src/config.ts";
import type { GeneratedFile } from "../../src/file.ts";
import { inventory } from "../../src/inventory/index.ts";
import type { Metric } from "../../src/inventory/metric.ts";
import { generateMixin } from "../../src/mixin.ts";
import { readRunbook, runbookFolder } from "../runbook.ts";
import type { LabelsOfMetric } from "./promql-labels.ts";

/** The parts of Grafana's classic JSON that are looked at; loose, because mistakes are planted in it. */
export interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  editable: boolean;
  tags: string[];
  panels: Panel[];
  templating: { list: Variable[] };
  annotations: { list: { name: string; expr: string; datasource: Source; iconColor: string }[] };
  links: { type: string; url: string; title: string }[];
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  collapsed?: boolean;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: Source;
  targets?: Target[];
  fieldConfig?: { defaults: Record<string, unknown>; overrides: { properties: { id: string; value: unknown }[] }[] };
  options?: Record<string, unknown>;
  transformations?: { id: string; options: Record<string, unknown> }[];
  panels?: Panel[];
}

export interface Target {
  refId: string;
  expr: string;
  legendFormat: string;
  instant?: boolean;
  datasource: Source;
}

export interface Variable {
  name: string;
  type: string;
  query: string | { query: string };
  regex?: string;
  datasource?: Source;
}

export interface Source {
  type: string;
  uid: string;
}

export interface DashboardFile {
  folder: string;
  dashboard: Dashboard;
}

/** Everything that the checks look at. */
export interface World {
  files: DashboardFile[];
  metrics: readonly Metric[];
  /** Expressions of the recording rules and alerts, and the queries that runbooks offer, in PromQL. */
  rules: readonly string[];
}

/** One finding a line; empty: nothing wrong. */
export type Check = (world: World) => string[];

/** What is generated from the default configuration. */
export function generatedWorld(): World {
  const files = generateMixin(defaultConfig);
  return {
    files: files.flatMap(({ path, content }) => {
      const folder = /^dashboards\/([^/]+)\/[^/]+\.json$/.exec(path)?.[1];
      return folder === undefined ? [] : [{ folder, dashboard: JSON.parse(content) as Dashboard }];
    }),
    metrics: inventory,
    rules: [...rulesIn(files), ...runbookQueries()],
  };
}

function rulesIn(files: readonly GeneratedFile[]): string[] {
  return files
    .filter(({ path }) => path.startsWith("prometheus/rules/"))
    .flatMap(({ content }) => (parse(content) as { groups: { rules: { expr: string }[] }[] }).groups)
    .flatMap(({ rules }) => rules.map(({ expr }) => expr));
}

function runbookQueries(): string[] {
  const pages = readdirSync(runbookFolder).filter((file) => file.endsWith(".md") && file !== "README.md");
  return pages
    .flatMap((page) => readRunbook(page).fences)
    .filter(({ language }) => language === "promql")
    .map(({ text }) => text);
}

/** All panels that show something, in rows or not. */
export function panelsOf({ panels }: Dashboard): Panel[] {
  return panels.flatMap((panel) => (panel.type === "row" ? (panel.panels ?? []) : [panel]));
}

/** `Title of the dashboard: title of the panel`, for messages. */
export function nameOf(dashboard: Dashboard, panel: Panel): string {
  return `${dashboard.title}: ${panel.title}`;
}

const promoted = promotedLabels();

/** The labels of each series of the inventory: its own, `job`, `instance`, and those of its resource. */
export function labelsIn(metrics: readonly Metric[]): LabelsOfMetric {
  const known = new Map<string, ReadonlySet<string>>();
  for (const metric of metrics) {
    const own = new Set(["job", "instance", "__name__", ...promoted, ...metric.labels]);
    known.set(metric.name, own);
    if (metric.type !== "histogram") continue;
    for (const name of [metric.count, metric.sum]) known.set(name, own);
    known.set(metric.bucket, new Set([...own, "le"]));
  }
  return (name) => known.get(name);
}

/** What Prometheus is told to copy from the resource to every series. */
function promotedLabels(): string[] {
  const text = readFileSync(new URL("../../../collector/backends/prometheus.yml", import.meta.url), "utf8");
  const { otlp } = parse(text) as { otlp: { promote_resource_attributes: string[] } };
  return otlp.promote_resource_attributes.map((name) => name.replaceAll(".", "_"));
}
