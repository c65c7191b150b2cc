import { defaultConfig } from "@org/otel-grafana";
import { looksLikeLogql } from "./query.ts";
import { isRecord, listOf } from "./shape.ts";

/** What a file is for. */
export type Kind =
  | "Prometheus rules"
  | "Loki rules"
  | "Prometheus"
  | "Alertmanager"
  | "templates"
  | "dashboard"
  | "collector"
  | "otelstack.config"
  | "other";

/** Recognised by what is in it: people name files as they like. */
export function kindOf(value: unknown): Kind {
  if (!isRecord(value)) return "other";
  if (isRules(value)) return isLoki(value) ? "Loki rules" : "Prometheus rules";
  if ("route" in value && "receivers" in value) return "Alertmanager";
  if (isDashboard(value)) return "dashboard";
  if ("scrape_configs" in value || ("alerting" in value && "rule_files" in value)) return "Prometheus";
  if (isCollector(value)) return "collector";
  return isConfig(value) ? "otelstack.config" : "other";
}

type Content = Readonly<Record<string, unknown>>;

function isRules({ groups }: Content): boolean {
  const items = listOf(groups);
  // Grafana's provisioning has groups of rules too, but each with a folder.
  return items.length > 0 && items.every((group) => isRecord(group) && "rules" in group && !("folder" in group));
}

function isLoki({ groups }: Content): boolean {
  return listOf(groups)
    .flatMap((group) => (isRecord(group) ? listOf(group["rules"]) : []))
    .some((rule) => isRecord(rule) && typeof rule["expr"] === "string" && looksLikeLogql(rule["expr"]));
}

function isDashboard(value: Content): boolean {
  return Array.isArray(value["panels"]) && ("title" in value || "schemaVersion" in value);
}

// Jaeger is built from the collector's parts and configured alike, but another program.
function isCollector({ service, extensions }: Content): boolean {
  const isJaeger = isRecord(extensions) && "jaeger_query" in extensions;
  return isRecord(service) && "pipelines" in service && !isJaeger;
}

function isConfig(value: Content): boolean {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key in defaultConfig);
}
