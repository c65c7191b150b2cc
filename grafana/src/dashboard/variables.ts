import type { Config } from "../settings.ts";
import type { VariableJson } from "../panel/schema.ts";

interface QueryVariable {
  readonly label?: string;
  readonly description?: string;
  /** Several at once, and All. Default true. */
  readonly multi?: boolean;
}

/** A variable whose values are those of a label: `label_values(metric{…}, label)`. */
export function labelVariable(name: string, query: string, options: QueryVariable = {}): VariableJson {
  const { label = name, multi = true, description } = options;
  return {
    type: "query",
    name,
    label,
    ...(description !== undefined && { description }),
    datasource: { type: "prometheus", uid: "prometheus" },
    query: { query, refId: name },
    // On every change of the time range: what was there then is what can be chosen.
    refresh: 2,
    sort: 1,
    multi,
    includeAll: multi,
    // Not `.*`: a series without the label is none of the things to choose from.
    ...(multi && { allValue: ".+", current: { text: "All", value: "$__all" } }),
  };
}

/**
 * `$job`: the services, `namespace/name`. Every service sends `target_info`, idle or not; hosts and the parts of the stack
 * do, too, but they run no Node.
 */
export function jobVariable({ selector }: Config, options: QueryVariable = {}): VariableJson {
  const matchers = ['process_runtime_version!=""', selector].filter(Boolean).join(",");
  return labelVariable("job", `label_values(target_info{${matchers}}, job)`, { label: "service", ...options });
}

/** `$instance` of the chosen services. */
export function instanceVariable({ selector }: Config): VariableJson {
  return labelVariable(
    "instance",
    `label_values(target_info{${['job=~"$job"', selector].filter(Boolean).join(",")}}, instance)`,
  );
}

/** A text to search by. */
export function textVariable(name: string, label: string, description: string): VariableJson {
  return { type: "textbox", name, label, description, query: "", current: { text: "", value: "" } };
}

/** Matchers of the chosen services: `{${chosen(config, 'http_route!=""')}}`. */
export function chosen({ selector }: Config, ...matchers: readonly string[]): string {
  return ['job=~"$job"', selector, ...matchers].filter(Boolean).join(",");
}
