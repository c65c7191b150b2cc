import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { cpuShare, heapShare, memoryShare } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

/** The worst process of all that are chosen, one number for each way of being in trouble. */
export function headline(config: Config): PanelDef[] {
  return [...loop(config), ...used(config)];
}

function loop(config: Config): PanelDef[] {
  const where = instances(config);
  return [
    stat({
      key: "loop-now",
      title: "Event loop busy",
      description:
        "Share of time in which the event loop of the worst process had work; the limit is that of the alert NodeEventLoopSaturated. Fed by the preload.",
      unit: "percentunit",
      noValue: "no process",
      sparkline: true,
      thresholds: limits(config, "NodeEventLoopSaturated"),
      queries: [prom(`max(${node.loopUtilization}{${where}})`)],
    }),
    stat({
      key: "delay-now",
      title: "Event loop delay, p99",
      description:
        "How late timers of the worst process fire, in the worst of a hundred cases; the limit is that of the alert NodeEventLoopDelayHigh. Fed by the preload.",
      unit: "s",
      noValue: "no process",
      sparkline: true,
      thresholds: limits(config, "NodeEventLoopDelayHigh"),
      queries: [prom(`max(${node.loopDelayP99}{${where}})`)],
    }),
    stat({
      key: "starts",
      title: "Starts",
      description:
        "Processes that started in the chosen time. More than your deploys: something crashes and is restarted. Fed by the preload.",
      unit: "short",
      queries: [promNow(`count(min_over_time(${node.uptime}{${where}}[$__range]) < 90) or vector(0)`)],
    }),
  ];
}

function used(config: Config): PanelDef[] {
  const where = instances(config);
  return [
    stat({
      key: "memory-now",
      title: "Memory of its limit",
      description:
        "Resident memory of the worst process as a share of the container's limit, or of the machine's memory; the limits are those of the alert ProcessMemoryHigh. Fed by the preload.",
      unit: "percentunit",
      decimals: 1,
      noValue: "no process",
      sparkline: true,
      thresholds: limits(config, "ProcessMemoryHigh"),
      queries: [prom(`max(${memoryShare(where)})`)],
    }),
    stat({
      key: "heap-now",
      title: "Heap of its limit",
      description:
        "JavaScript heap of the worst process as a share of what V8 may use (--max-old-space-size); at 100 % the process dies. Fed by the preload.",
      unit: "percentunit",
      decimals: 1,
      noValue: "no process",
      sparkline: true,
      thresholds: limits(config, "HeapNearLimit"),
      queries: [prom(`max(${heapShare(where)})`)],
    }),
    stat({
      key: "cpu-now",
      title: "Processor",
      description:
        "Processor time of the worst process as a share of all cores it may use. JavaScript alone cannot use more than one core. Fed by the preload.",
      unit: "percentunit",
      decimals: 1,
      noValue: "no process",
      sparkline: true,
      thresholds: {},
      queries: [prom(`max(${cpuShare(where)})`)],
    }),
  ];
}
