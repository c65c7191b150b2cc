import { labelVariable } from "../../dashboard/variables.ts";
import type { VariableJson } from "../../panel/schema.ts";
import type { Config } from "../../settings.ts";

/**
 * `$service`, hidden: the names of the chosen services without their namespaces, as Loki, Jaeger and the service graph
 * know them. It is always at All, and All is what `$job` leaves of it.
 */
export function serviceVariable({ selector }: Config): VariableJson {
  const matchers = ['job=~"$job"', selector].filter(Boolean).join(",");
  const { allValue: _, ...variable } = labelVariable("service", `label_values(target_info{${matchers}}, job)`);
  return { ...variable, regex: "/^(?:.*\\/)?(.+)$/", hide: 2 };
}

/** The log streams of the chosen services; the user's selector is one of Prometheus' labels and has no say here. */
export const chosenLogs = '{service_name=~"$service"}';

/** `| detected_level=~…`: the lines that are about trouble. */
export const errorLevels = 'detected_level=~"error|fatal|critical"';

/** The lines of a LogQL query with what differs from line to line taken out, as the label `message`: ids and numbers. */
export function asPatterns(query: string): string {
  return `${query} | label_format message=\`{{ regexReplaceAll "[0-9a-fA-F-]{8,}|[0-9]+" __line__ "…" }}\``;
}
