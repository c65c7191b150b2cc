import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { processLegend, shortInstance } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

/** One thread does all the work: when it is busy, everything waits. */
export function eventLoop(config: Config): PanelDef[] {
  const where = instances(config);
  return [
    timeseries({
      key: "utilization",
      title: "Event loop busy",
      description:
        "Share of time in which the event loop had work, by process; dashed where NodeEventLoopSaturated warns. Fed by the preload.",
      unit: "percentunit",
      thresholds: limits(config, "NodeEventLoopSaturated"),
      queries: [prom(shortInstance(`${node.loopUtilization}{${where}}`), processLegend)],
    }),
    timeseries({
      key: "delay",
      title: "Event loop delay, p99",
      description:
        "How late timers fire in the worst of a hundred cases, by process: every request of that moment waited as long. Dashed where NodeEventLoopDelayHigh warns. Fed by the preload.",
      unit: "s",
      thresholds: limits(config, "NodeEventLoopDelayHigh"),
      queries: [prom(shortInstance(`${node.loopDelayP99}{${where}}`), processLegend)],
    }),
    timeseries({
      key: "delay-spread",
      title: "Event loop delay, typical and worst",
      description:
        "The median and the maximum over all chosen processes: a high maximum beside a low median is a single long block, both high is overload. Fed by the preload.",
      unit: "s",
      queries: [
        prom(`max(${node.loopDelayMax}{${where}})`, "maximum"),
        prom(`max(${node.loopDelayP99}{${where}})`, "p99"),
        prom(`max(${node.loopDelayP50}{${where}})`, "median"),
      ],
    }),
  ];
}
