import { stringify } from "yaml";
import type { AlertDef } from "../alert/definition.ts";
import { groupsOf, type GroupJson } from "../alert/rules.ts";
import type { GeneratedFile } from "../file.ts";
import type { Config } from "../settings.ts";

/** Rule files, one for each group of alerts, for the evaluator that speaks their language. */
export function alertFiles(config: Config, defs: readonly AlertDef[]): GeneratedFile[] {
  const isLog = ({ evaluator }: AlertDef): boolean => evaluator === "logql";
  return [
    ...filesIn(
      "prometheus/rules",
      "yml",
      groupsOf(
        config,
        defs.filter((def) => !isLog(def)),
      ),
    ),
    // `fake` is Loki's tenant when authentication is off.
    ...filesIn("loki/rules/fake", "yaml", groupsOf(config, defs.filter(isLog))),
  ];
}

/** One rule file a group. */
export function filesIn(folder: string, extension: string, groups: readonly GroupJson[]): GeneratedFile[] {
  return groups.map((group) => ({
    path: `${folder}/${group.name}.${extension}`,
    content: yamlOf({ groups: [group] }),
  }));
}

/** YAML as all generated files have it: no folded lines, expressions as blocks. */
export function yamlOf(value: unknown): string {
  return `# Generated from grafana/src; change it there.\n${stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
