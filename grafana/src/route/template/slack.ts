import type { Config } from "../../settings.ts";
import { began, description, lasted } from "./common.ts";
import { linkVariables } from "./links.ts";
import { clipped, define, forSlack, listOf } from "./text.ts";

/** The text of an attachment, in Slack's markup. Slack cuts off and folds what is long. */
export function slackTemplates(config: Config): string {
  return define(
    "otel.slack.text",
    `{{- with .CommonAnnotations.summary -}}
*{{ . | ${clipped(300)} | ${forSlack} }}*{{ "\\n" -}}
{{- end -}}
${listOf("Firing", 10, firing(config))}
${listOf("Resolved", 10, resolved)}`,
  );
}

const what = `{{ ${description} | ${clipped(600)} | ${forSlack} }}`;

// Slack writes the time of whoever reads it, and shows the text behind the bar where it cannot.
const since = `<!date^{{ .StartsAt.Unix }}^since {date_short_pretty} {time}|since {{ ${began} }}>`;

// The buttons below lead to the only alert there is.
function firing(config: Config): string {
  return `• ${what} · ${since}
{{- if gt (len $.Alerts) 1 -}}
${linkVariables(config)}
{{- "" }} · <{{ $dashboard }}|Dashboard> · <{{ $logs }}|Traces and logs> · <{{ $silence }}|Silence>
{{- end }}{{ "\\n" -}}`;
}

const resolved = `✔ ${what} · over after {{ ${lasted} }}{{ "\\n" -}}`;
