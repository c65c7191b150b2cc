import { chosen } from "../../dashboard/variables.ts";
import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { seriesLink } from "../parts/links.ts";
import { cpuShare, memoryShare } from "../parts/process.ts";
import { failureRatio, graphRange, requestQuantile, requestRate } from "../parts/requests.ts";

const byJob = { legend: "{{job}}", links: [seriesLink("Open the service", "otel-service", { job: "job" })] };

/** How much, how bad, how slow, by service. */
export function traffic(config: Config): PanelDef[] {
  const slice = { by: "job", where: chosen(config), range: graphRange };
  return [
    timeseries({
      key: "traffic",
      title: "Requests",
      description: "Requests answered a second, by service. Fed by every HTTP server under the preload.",
      unit: "reqps",
      links: byJob.links,
      queries: [prom(requestRate(slice), byJob.legend)],
    }),
    timeseries({
      key: "errors",
      title: "Requests that fail",
      description:
        "Share of requests answered with a 5xx status, by service; dashed where HttpErrorRatioHigh warns and pages. Fed by every HTTP server under the preload.",
      unit: "percentunit",
      links: byJob.links,
      thresholds: limits(config, "HttpErrorRatioHigh"),
      queries: [prom(failureRatio(slice), byJob.legend)],
    }),
    timeseries({
      key: "duration",
      title: "p95 of requests",
      description:
        "Nineteen of twenty requests are answered faster, by service; dashed where HttpLatencyP95High warns and pages. Fed by every HTTP server under the preload.",
      unit: "s",
      links: byJob.links,
      thresholds: limits(config, "HttpLatencyP95High"),
      queries: [prom(requestQuantile(0.95, slice), byJob.legend)],
    }),
  ];
}

/** What is about to be used up, by service: always the worst instance. */
export function saturation(config: Config): PanelDef[] {
  const where = chosen(config);
  return [
    timeseries({
      key: "event-loop",
      title: "Event loop busy",
      description:
        "Share of time in which the worst instance's event loop had work; near 100 % requests wait. Fed by the preload.",
      unit: "percentunit",
      links: [seriesLink("Open the runtime", "otel-node", { job: "job" })],
      thresholds: limits(config, "NodeEventLoopSaturated"),
      queries: [prom(`max by (job) (${node.loopUtilization}{${where}})`, byJob.legend)],
    }),
    timeseries({
      key: "memory",
      title: "Memory of its limit",
      description:
        "Resident memory of the worst instance as a share of the container's limit, or of the machine's memory. Fed by the preload.",
      unit: "percentunit",
      links: [seriesLink("Open the runtime", "otel-node", { job: "job" })],
      thresholds: limits(config, "ProcessMemoryHigh"),
      queries: [prom(`max by (job) (${memoryShare(where)})`, byJob.legend)],
    }),
    timeseries({
      key: "cpu",
      title: "Processor",
      description: "Processor time of the worst instance as a share of all cores it may use. Fed by the preload.",
      unit: "percentunit",
      links: [seriesLink("Open the runtime", "otel-node", { job: "job" })],
      queries: [prom(`max by (job) (${cpuShare(where)})`, byJob.legend)],
    }),
  ];
}
