import { general } from "../../inventory/general.ts";
import { colors } from "../../panel/colors.ts";
import type { MappingJson } from "../../panel/schema.ts";

/** Matchers of the alerts of the chosen services, and of those that belong to no service: hosts, databases, the pipeline. */
export function alertMatchers(...further: readonly string[]): string {
  // Severity `none` is the alert that always fires, which proves that alerting works.
  return ['alertstate="firing"', 'severity=~"critical|warning|info"', 'job=~"$job|"', ...further].join(",");
}

/** How many alerts are firing; none is 0. */
export function firingCount(...matchers: readonly string[]): string {
  return `count(${general.alerts}{${alertMatchers(...matchers)}}) or vector(0)`;
}

/** What fires, as a number that {@link severityMappings} turn into a word and a colour. */
export function firingBySeverity(by: string): string {
  const one = (severity: string, value: number): string =>
    `${general.alerts}{${alertMatchers(`severity="${severity}"`)}} * ${value}`;
  return `max by (${by}) (${one("critical", 3)} or ${one("warning", 2)} or ${one("info", 1)})`;
}

export const severityMappings: readonly MappingJson[] = [
  {
    type: "value",
    options: {
      "1": { text: "info", color: colors.neutral, index: 0 },
      "2": { text: "warning", color: colors.warning, index: 1 },
      "3": { text: "critical", color: colors.bad, index: 2 },
    },
  },
];
