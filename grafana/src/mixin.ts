import { alerts } from "./alerts/index.ts";
import { catalogueFile } from "./catalogue.ts";
import { emitDashboard } from "./dashboard/emit.ts";
import { dashboards } from "./dashboards/index.ts";
import type { GeneratedFile } from "./file.ts";
import { fillEmpty } from "./provisioning/empty.ts";
import { provisioningFiles } from "./provisioning/files.ts";
import { recordingFiles } from "./recording/files.ts";
import { routeFiles } from "./route/files.ts";
import { alertFiles } from "./rule/files.ts";
import { promtoolFiles } from "./rule/promtool.ts";
import type { Config } from "./settings.ts";

/** Everything that is made of one configuration: dashboards, rules and their tests, routes, provisioning, catalogue. */
export function generateMixin(config: Config): GeneratedFile[] {
  const files = [
    ...dashboardFiles(config),
    ...recordingFiles(config),
    ...alertFiles(config, alerts),
    // Scaled rules have no tests: their cases are written in minutes.
    ...(config.timeScale === 1 ? promtoolFiles(config, alerts) : []),
    ...routeFiles(config),
    ...provisioningFiles(config),
  ];
  const defs = dashboards.map((source) => source(config));
  return [...files, ...fillEmpty(files), catalogueFile({ config, alerts, dashboards: defs, files })];
}

function dashboardFiles(config: Config): GeneratedFile[] {
  return dashboards.map((source) => {
    const def = source(config);
    return {
      path: `dashboards/${def.folder}/${def.uid}.json`,
      content: `${JSON.stringify(emitDashboard(config, def), null, 2)}\n`,
    };
  });
}
