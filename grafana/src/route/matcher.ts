/** A matcher as Alertmanager's strict parser reads it: `severity="critical"`, always quoted. */
export function matcher(label: string, operator: "=" | "!=" | "=~" | "!~", value: string): string {
  // JSON's escapes are those of the matcher's strings.
  return `${label}${operator}${JSON.stringify(value)}`;
}
