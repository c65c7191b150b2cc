import { colors } from "../../panel/colors.ts";
import type { Config } from "../../settings.ts";
import { began, description, lasted } from "./common.ts";
import { linkVariables } from "./links.ts";
import { clipped, define, listOf } from "./text.ts";

const shown = 20;

/** The plain and the HTML form of an e-mail. Styles stand at each element: mail programs drop style sheets. */
export function emailTemplates(config: Config): string {
  return [define("otel.email.text", plain(config)), define("otel.email.html", html(config))].join("\n");
}

function plain(config: Config): string {
  const firing = `${linkVariables(config)}
{{- "\\n" }}{{ ${description} | ${clipped(1000)} }}
  since      {{ ${began} }}
  runbook    {{ $runbook }}
  dashboard  {{ $dashboard }}
  traces     {{ $logs }}
  silence    {{ $silence }}
{{ range .Labels.SortedPairs }}  {{ .Name }} = {{ .Value | ${clipped(200)} }}
{{ end -}}`;
  const resolved = `${linkVariables(config)}
{{- "\\n" }}Resolved after {{ ${lasted} }}: {{ ${description} | ${clipped(1000)} }}
  dashboard  {{ $dashboard }}
  traces     {{ $logs }}
{{ range .Labels.SortedPairs }}  {{ .Name }} = {{ .Value | ${clipped(200)} }}
{{ end -}}`;
  return `{{ template "otel.title" . }}
{{ with .CommonAnnotations.summary }}{{ . | ${clipped(300)} }}
{{ end -}}
${listOf("Firing", shown, firing)}
${listOf("Resolved", shown, resolved)}
{{- "\\n" }}All alerts: {{ .ExternalURL }}/#/alerts`;
}

const ink = "#1b1f24";
const faint = "#59636e";

function html(config: Config): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ template "otel.title" . }}</title>
</head>
<body style="margin:0;padding:16px;background:#f4f5f7;color:${ink};font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="640" cellpadding="0" cellspacing="0" style="max-width:640px;width:100%;background:#ffffff;border-top:8px solid {{ template "otel.color" . }}">
<tr><td style="padding:20px 24px 4px">
<p style="margin:0;font-weight:bold">${state}</p>
<h1 style="margin:4px 0 0;font-size:20px;line-height:1.3">{{ template "otel.title" . }}</h1>
{{ with .CommonAnnotations.summary }}<p style="margin:8px 0 0">{{ . | ${clipped(300)} }}</p>{{ end }}
</td></tr>
${listOf("Firing", shown, firingRow(config))}
${listOf("Resolved", shown, resolvedRow(config))}
<tr><td style="padding:12px 24px 20px;color:${faint};font-size:13px">
<a href="{{ .ExternalURL }}/#/alerts" style="color:${faint}">All alerts</a>
</td></tr>
</table>
</td></tr></table>
</body>
</html>`;
}

// A shape and a word beside each colour.
const state = `{{ if eq .Status "resolved" }}✔ Resolved
{{- else if eq .CommonLabels.severity "critical" }}▲ Critical
{{- else if eq .CommonLabels.severity "info" }}● Information
{{- else }}◆ Warning{{ end }}`;

const labelTable = `<p style="margin:10px 0 0;font:13px/1.6 ui-monospace,Menlo,Consolas,monospace;color:${faint};word-break:break-word">
{{- range .Labels.SortedPairs }}{{ .Name }} = {{ .Value | ${clipped(200)} }}<br>{{ end -}}
</p>`;

function firingRow(config: Config): string {
  return `${linkVariables(config)}
<tr><td style="padding:14px 24px;border-bottom:1px solid #e4e7eb">
<p style="margin:0;word-break:break-word">{{ ${description} | ${clipped(1000)} }}</p>
<p style="margin:4px 0 12px;color:${faint};font-size:13px">since {{ ${began} }}</p>
${button("runbook", "Runbook")}
${button("dashboard", "Dashboard")}
${button("logs", "Traces and logs")}
${button("silence", "Silence")}
${labelTable}
</td></tr>`;
}

// What was seen then is wanted afterwards, too; there is nothing left to silence.
function resolvedRow(config: Config): string {
  return `${linkVariables(config)}
<tr><td style="padding:14px 24px;border-bottom:1px solid #e4e7eb">
<p style="margin:0;word-break:break-word">✔ {{ ${description} | ${clipped(1000)} }}</p>
<p style="margin:4px 0 12px;color:${faint};font-size:13px">over after {{ ${lasted} }}</p>
${button("dashboard", "Dashboard")}
${button("logs", "Traces and logs")}
${labelTable}
</td></tr>`;
}

function button(link: string, label: string): string {
  return `<a href="{{ $${link} }}" style="display:inline-block;margin:0 6px 6px 0;padding:8px 14px;background:${colors.second};color:#ffffff;text-decoration:none;border-radius:4px">${label}</a>`;
}
