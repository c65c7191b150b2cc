import { general } from "../../inventory/general.ts";
import { colors } from "../../panel/colors.ts";
import type { MappingJson } from "../../panel/schema.ts";

/**
 * Matchers of the alerts of the chosen services, and of what they stand on: hosts, databases, the pipeline have a job
 * without a namespace, or none.
 */
export function alertMatchers(...further: readonly string[]): string {
  return alertsIn("firing", ...further);
}

/** The same for alerts that fire, or whose condition does not yet hold for long enough. */
export function alertsIn(state: "firing" | "pending", ...further: readonly string[]): string {
  // Severity `none` is the alert that always fires, which proves that alerting works.
  return [`alertstate="${state}"`, 'severity=~"critical|warning|info"', 'job=~"$job|[^/]*"', ...further].join(",");
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

/**
 * How often alerts began to fire in the chosen time, by these labels; an alert that was quiet for a minute fires anew. One
 * that was firing before and never stopped began 0 times: it must not be missing from a list of what fires.
 */
export function timesFired(by: string, ...matchers: readonly string[]): string {
  const firing = `${general.alerts}{${alertMatchers(...matchers)}}`;
  const began = `sum by (${by}) (count_over_time((${firing} unless ${firing} offset 1m)[$__range:1m]))`;
  return `(${began} or 0 * sum by (${by}) (count_over_time(${firing}[$__range])))`;
}
