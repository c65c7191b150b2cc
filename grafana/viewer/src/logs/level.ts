import type { GrafanaTheme2 } from "@grafana/data";
import type { Labels } from "../api/prometheus.ts";

export type Level = "critical" | "error" | "warning" | "info" | "debug" | "trace" | "unknown";

const names: Readonly<Record<string, Level>> = {
  fatal: "critical",
  critical: "critical",
  emerg: "critical",
  alert: "critical",
  error: "error",
  err: "error",
  warn: "warning",
  warning: "warning",
  notice: "info",
  info: "info",
  log: "info",
  http: "info",
  debug: "debug",
  verbose: "debug",
  silly: "trace",
  trace: "trace",
};

/** How grave a line is, from what the application said or Loki found. */
export function levelOf(labels: Labels): Level {
  const text = labels["detected_level"] ?? labels["severity_text"] ?? labels["level"] ?? "";
  return names[text.toLowerCase()] ?? "unknown";
}

/** The colour of a level as text: the colours of areas are too pale on a white page. */
export function levelTextColor(level: Level, theme: GrafanaTheme2): string {
  const onWhite: Readonly<Record<Level, string>> = {
    critical: "#9E2F6C",
    error: "#A84300",
    warning: "#7A5200",
    info: "#00664A",
    debug: "#0B5C8C",
    trace: "#00578A",
    unknown: theme.colors.text.secondary,
  };
  const onBlack: Readonly<Record<Level, string>> = {
    critical: "#E29AC4",
    error: "#FF8A4D",
    warning: "#E69F00",
    info: "#2FC79A",
    debug: "#56B4E9",
    trace: "#6CB8E6",
    unknown: theme.colors.text.secondary,
  };
  return (theme.isDark ? onBlack : onWhite)[level];
}

/** Colours that those who see no red or green can tell apart. */
export function levelColor(level: Level, theme: GrafanaTheme2): string {
  const colors: Readonly<Record<Level, string>> = {
    critical: "#CC79A7",
    error: "#D55E00",
    warning: "#E69F00",
    info: "#009E73",
    debug: "#56B4E9",
    trace: "#0072B2",
    unknown: theme.colors.text.disabled,
  };
  return colors[level];
}
