import { isDeepStrictEqual } from "node:util";
import { alerts } from "./alerts/index.ts";
import { catalogueFile } from "./catalogue.ts";
import { defaultConfig } from "./config.ts";
import { emitDashboard } from "./dashboard/emit.ts";
import { dashboards } from "./dashboards/index.ts";
import type { GeneratedFile } from "./file.ts";
import { grafanaAlerting } from "./provisioning/alerting/files.ts";
import { fillEmpty } from "./provisioning/empty.ts";
import { provisioningFiles } from "./provisioning/files.ts";
import { recordingFiles } from "./recording/files.ts";
import { routeFiles } from "./route/files.ts";
import { alertFiles } from "./rule/files.ts";
import { promtoolFiles } from "./rule/promtool.ts";
import type { Config } from "./settings.ts";

/** Everything that is made of one configuration: dashboards, rules and their tests, routes, provisioning, catalogue. */
export function generateMixin(config: Config): GeneratedFile[] {
  const shared = [
    ...dashboardFiles(config),
    ...recordingFiles(config),
    ...provisioningFiles(config),
    ...grafanaAlerting(config, alerts),
  ];
  const evaluated = [
    ...alertFiles(config, alerts),
    ...(isTested(config) ? promtoolFiles(config, alerts) : []),
    ...routeFiles(config),
  ];
  const files = config.alerting === "alertmanager" ? [...shared, ...evaluated] : shared;
  const defs = dashboards.map((source) => source(config));
  const catalogue = catalogueFile({ config, alerts, dashboards: defs, files: [...shared, ...evaluated] });
  return [...files, ...fillEmpty(files), catalogue];
}

/** The cases are numbers and minutes of the defaults; with others they prove nothing. */
function isTested(config: Config): boolean {
  const judging = ["timeScale", "selector", "windows", "minimumRate", "minimumEvents", "thresholds", "alerts"] as const;
  const declared = ["services", "slos", "defaultSlo", "tokenPrices"] as const;
  return [...judging, ...declared].every((key) => isDeepStrictEqual(config[key], defaultConfig[key]));
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
