import { colors } from "../../panel/colors.ts";
import type { Config } from "../../settings.ts";
import { linkVariable, silenceVariable, type LinkName } from "./links.ts";
import { clipped, define, forSlack, oneLine, text } from "./text.ts";

/** What can be clicked in a message, and the template of its address. */
export const buttons: readonly { readonly text: string; readonly template: string }[] = [
  { text: "Runbook", template: "otel.url.runbook" },
  { text: "Dashboard", template: "otel.url.dashboard" },
  { text: "Traces and logs", template: "otel.url.logs" },
  { text: "Silence", template: "otel.url.silence" },
];

/** Title, colour and links: what all messages share. */
export function commonTemplates(config: Config): string {
  return [
    define("otel.title", `${title} -}}`),
    // Twice: what a template writes cannot be escaped afterwards.
    define("otel.slack.title", `${title} | ${forSlack} -}}`),
    define("otel.color", color),
    ofFirstAlert(config, "dashboard"),
    ofFirstAlert(config, "runbook"),
    ofFirstAlert(config, "logs"),
    define("otel.url.silence", `${silenceVariable(".CommonLabels")}\n{{- $silence -}}`),
    define("otel.url.alerts", "{{- .ExternalURL }}/#/alerts"),
  ].join("\n");
}

// [critical] HttpErrorRatioHigh shop/api
const title = `{{- $labels := .CommonLabels -}}
{{- $count := len .Alerts.Firing -}}
{{- $state := or $labels.severity "alert" -}}
{{- if eq .Status "resolved" }}{{ $state = "resolved" }}{{ $count = len .Alerts }}{{ end -}}
{{- $test := "" }}{{ if $labels.test }}{{ $test = "[test] " }}{{ end -}}
{{- $name := or $labels.alertname (printf "%d alerts" $count) -}}
{{- $what := or $labels.job $labels.host_name $labels.instance -}}
{{- $more := "" }}{{ if and $labels.alertname (gt $count 1) }}{{ $more = printf " (%d alerts)" $count }}{{ end -}}
{{- printf "%s[%s] %s %s%s" $test $state $name $what $more | ${oneLine} | reReplaceAll " $" "" | ${clipped(150)}`;

const color = `{{- if eq .Status "resolved" }}${colors.good}
{{- else if eq .CommonLabels.severity "critical" }}${colors.bad}
{{- else if eq .CommonLabels.severity "info" }}${colors.neutral}
{{- else }}${colors.warning}
{{- end -}}`;

// The buttons of a message about several alerts lead to the first of them that still fires, its list to each.
function ofFirstAlert(config: Config, link: LinkName): string {
  const body = `{{- with index (or .Alerts.Firing .Alerts) 0 -}}\n${linkVariable(config, link)}\n{{- $${link} -}}\n{{- end -}}`;
  return define(`otel.url.${link}`, body);
}

/** What a message says of one alert: somebody's own rule may have no description. */
export const description: string = "or .Annotations.description .Annotations.summary .Labels.alertname";

/** How long it lasted, in a template of a resolved alert. */
export const lasted: string = "((.EndsAt.Sub .StartsAt).Truncate 1000000000).String";

/** When it began, in UTC: the reader's time zone is unknown. */
export const began: string = `.StartsAt.UTC.Format ${text("2006-01-02 15:04 UTC")}`;
