import { db, node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { memoryShare, shortInstance } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

/** What the service is about to use up, instance by instance. */
export function saturation(config: Config): PanelDef[] {
  const where = instances(config);
  const pool = "db_client_connection_pool_name";
  const used = `sum by (${pool}) (${db.connections}{${instances(config, 'db_client_connection_state="used"')}})`;
  return [
    timeseries({
      key: "event-loop",
      title: "Event loop busy",
      description:
        "Share of time in which an instance's event loop had work; near 100 % requests wait. Fed by the preload.",
      unit: "percentunit",
      thresholds: limits(config, "NodeEventLoopSaturated"),
      queries: [prom(shortInstance(`${node.loopUtilization}{${where}}`), "{{process}}")],
    }),
    timeseries({
      key: "memory",
      title: "Memory of its limit",
      description:
        "Resident memory of an instance as a share of the container's limit, or of the machine's memory. Fed by the preload.",
      unit: "percentunit",
      thresholds: limits(config, "ProcessMemoryHigh"),
      queries: [prom(shortInstance(memoryShare(where)), "{{process}}")],
    }),
    timeseries({
      key: "pool",
      title: "Database connections in use",
      description:
        "Connections in use as a share of what the pool may open; at 100 % queries wait. Fed by pg, mysql2 or mongodb under the preload.",
      unit: "percentunit",
      noValue: "no connection pool",
      thresholds: { warning: config.thresholds.DbPoolHigh.warning?.threshold ?? 1 },
      queries: [prom(`${used} / sum by (${pool}) (${db.connectionsMax}{${where}})`, `{{${pool}}}`)],
    }),
  ];
}
