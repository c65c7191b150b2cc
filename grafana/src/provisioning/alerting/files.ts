import type { AlertDef } from "../../alert/definition.ts";
import type { GeneratedFile } from "../../file.ts";
import { yamlOf } from "../../rule/files.ts";
import type { Config } from "../../settings.ts";
import { contactPoints } from "./contact-points.ts";
import { policies } from "./policies.ts";
import { grafanaRules } from "./rules.ts";

/**
 * Alerting by Grafana itself, for those who have no Alertmanager. In a folder of its own that nothing mounts, unless
 * `alerting` is `grafana`, and then Prometheus and Loki have no alerts: both at once would tell everything twice.
 */
export function grafanaAlerting(config: Config, defs: readonly AlertDef[]): GeneratedFile[] {
  const file = (name: string, value: object): GeneratedFile => ({
    path: `provisioning-alerting/${name}.yaml`,
    content: yamlOf(value),
  });
  return [
    file("rules", grafanaRules(config, defs)),
    file("contact-points", contactPoints(config)),
    file("policies", policies(config)),
  ];
}
