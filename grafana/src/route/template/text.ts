/** A string of Go's templates. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** The first `length` characters of what is piped in; a label may be as long as its sender likes. */
export function clipped(length: number): string {
  return `reReplaceAll ${text(`(?s)^(.{${length}}).+$`)} "\${1}…"`;
}

/** Makes one line of what is piped in. */
export const oneLine: string = `reReplaceAll "[\\\\s[:cntrl:]]+" " "`;

/** Escapes what is piped in for Slack, where \`<!channel>\` in a label would call everybody. */
export const forSlack: string = `reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"`;

/** Percent-encodes what is piped in; the form of the silences does not read \`+\` as a space. */
export const encoded: string = `urlquery | reReplaceAll "\\\\+" "%20"`;

/** Encodes of a whole link only what ends it in a message: a rule fills its variables with labels as they are. */
export const linkable: string = [
  ["[\\\\s[:cntrl:]]", "%20"],
  ['\\"', "%22"],
  ["<", "%3C"],
  [">", "%3E"],
  ["\\\\|", "%7C"],
]
  .map(([character, code]) => `reReplaceAll "${character}" "${code}"`)
  .join(" | ");

/** True in a template when the expression is a link that can be opened, short enough for every receiver. */
export function isLink(expression: string): string {
  return `match "^https?://.{1,1000}.{0,1000}$" ${expression}`;
}

/** A named template of Go, without the white space around its body. */
export function define(name: string, body: string): string {
  return `{{ define "${name}" -}}\n${body}\n{{- end }}\n`;
}

/** The body for each alert of one state, at most `most` of them, and how many there are. */
export function listOf(state: "Firing" | "Resolved", most: number, body: string): string {
  return `{{- range $index, $alert := .Alerts.${state} -}}
{{- if lt $index ${most} -}}
${body}
{{- else if eq $index ${most} }}
and so on: {{ len $.Alerts.${state} }} in all, {{ $.ExternalURL }}/#/alerts
{{ end -}}
{{- end -}}`;
}
