import type { GeneratedFile } from "../file.ts";
import { yamlOf } from "../rule/files.ts";
import type { Config } from "../settings.ts";
import { dashboardProvider } from "./dashboards.ts";
import { dataSources } from "./datasources.ts";

/** What Grafana reads when it starts. */
export function provisioningFiles(config: Config): GeneratedFile[] {
  return [
    { path: "provisioning/datasources/stack.yaml", content: yamlOf(dataSources(config)) },
    { path: "provisioning/dashboards/stack.yaml", content: yamlOf(dashboardProvider()) },
  ];
}
