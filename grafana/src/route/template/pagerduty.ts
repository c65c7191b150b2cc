import { began, description, lasted } from "./common.ts";
import { clipped, define, listOf, oneLine } from "./text.ts";

const shown = 20;

/** The fields of an event in PagerDuty's common event format. */
export function pagerdutyTemplates(): string {
  return [
    define("otel.pagerduty.severity", severity),
    define("otel.pagerduty.source", `{{- or ${place} "Prometheus" | ${oneLine} | ${clipped(200)} -}}`),
    define("otel.pagerduty.component", field(".CommonLabels.component")),
    define("otel.pagerduty.class", field(".CommonLabels.alertname")),
    define("otel.pagerduty.group", field("(or .CommonLabels.job .CommonLabels.deployment_environment_name)")),
    define("otel.pagerduty.firing", listOf("Firing", shown, `${what}, since {{ ${began} }}{{ "\\n" -}}`)),
    define("otel.pagerduty.resolved", listOf("Resolved", shown, `${what}, over after {{ ${lasted} }}{{ "\\n" -}}`)),
    define("otel.pagerduty.summary", `* {{ .CommonAnnotations.summary | ${oneLine} | ${clipped(300)} }}`),
  ].join("\n");
}

/**
 * What an incident tells beside its fields. Alertmanager reads every value here as YAML, and where that is more than a
 * text, as templates once more: a label with `{{` would keep the page from being sent. `firing` and `resolved` replace
 * such defaults; "* " is no YAML, so a text that begins with it stays as it is.
 */
export const pagerdutyDetails: Readonly<Record<string, string>> = {
  summary: `{{ template "otel.pagerduty.summary" . }}`,
  firing: `{{ template "otel.pagerduty.firing" . }}`,
  resolved: `{{ template "otel.pagerduty.resolved" . }}`,
};

const place = ".CommonLabels.job .CommonLabels.host_name .CommonLabels.instance";

const what = `* {{ ${description} | ${oneLine} | ${clipped(600)} }}`;

const severity = `{{- if eq .CommonLabels.severity "critical" "warning" "info" }}{{ .CommonLabels.severity }}{{ else }}error{{ end -}}`;

function field(label: string): string {
  return `{{- ${label} | ${oneLine} | ${clipped(200)} -}}`;
}
