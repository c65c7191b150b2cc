import type { Config } from "../../settings.ts";
import { encoded, isLink, linkable, text } from "./text.ts";

const halfAnHourNanos = 30 * 60 * 1e9;

export type LinkName = "runbook" | "dashboard" | "logs" | "silence";

/**
 * Template code that sets the variable of each link, `$runbook` and so on, for the alert in the dot; the message is in
 * `$`. Code and not a template, because what a template writes cannot be put into a variable.
 */
export function linkVariables(config: Config): string {
  return [range, runbook(config), dashboard(config), logs(config), silenceVariable(".Labels")].join("\n");
}

/** Only that link of the alert in the dot. */
export function linkVariable(config: Config, name: LinkName): string {
  const code = { runbook: runbook(config), dashboard: dashboard(config), logs: logs(config) };
  return name === "silence" ? silenceVariable(".Labels") : `${range}\n${code[name]}`;
}

// A rule cannot know when it started: its link says the last hour, which is wrong when it is opened tomorrow.
const range = `{{- $to := "now" }}{{ if eq .Status "resolved" }}{{ $to = printf "%d" .EndsAt.UnixMilli }}{{ end -}}
{{- $range := printf "from=%d&to=%s" (.StartsAt.Add -${halfAnHourNanos}).UnixMilli $to -}}`;

function dashboard({ grafanaUrl }: Config): string {
  return `{{- $dashboard := reReplaceAll "from=now-1h&to=now" $range .Annotations.dashboard_url | ${linkable} -}}
{{- if not (${isLink("$dashboard")}) -}}
{{- $dashboard = printf "%s/d/otel-overview?%s" ${text(grafanaUrl)} $range -}}
{{- end -}}`;
}

function runbook({ runbookUrl }: Config): string {
  return `{{- $runbook := .Annotations.runbook_url | ${linkable} -}}
{{- if not (${isLink("$runbook")}) }}{{ $runbook = ${text(runbookUrl)} }}{{ end -}}`;
}

function logs({ grafanaUrl }: Config): string {
  return `{{- $logs := .Annotations.trace_url | ${linkable} -}}
{{- if not (${isLink("$logs")}) -}}
{{- $logs = printf "%s/d/otel-logs?%s" ${text(grafanaUrl)} $range -}}
{{- if match "^.{1,200}$" .Labels.job }}{{ $logs = printf "%s&var-job=%s" $logs (.Labels.job | ${encoded}) }}{{ end -}}
{{- end -}}`;
}

/**
 * Template code that sets `$silence`: Alertmanager's form, filled in with these labels. The form reads no escapes, so
 * labels with quotes, and endless ones, are left out; it shows what the silence would match before it is made.
 */
export function silenceVariable(labels: string): string {
  return `{{- $filter := "" -}}
{{- range ${labels}.SortedPairs -}}
{{- if match "^[^\\"\\\\\\\\[:cntrl:]]{0,200}$" .Value -}}
{{- if $filter }}{{ $filter = printf "%s," $filter }}{{ end -}}
{{- $filter = printf "%s%s=\\"%s\\"" $filter .Name .Value -}}
{{- end -}}
{{- end -}}
{{- $silence := printf "%s/#/silences/new?filter=%s" $.ExternalURL (printf "{%s}" $filter | ${encoded}) -}}`;
}
