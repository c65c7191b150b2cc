import { general } from "../../inventory/general.ts";
import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { processLegend, shortInstance } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

export function resources(config: Config): PanelDef[] {
  const where = instances(config);
  return [
    timeseries({
      key: "cpu",
      title: "Processor cores in use",
      description:
        "Processor time a second, by process. At 1 the event loop's core is full; more is garbage collection, compression, workers. Fed by the preload.",
      unit: "short",
      queries: [
        prom(
          shortInstance(`sum by (job, instance) (rate(${node.cpuTime}{${where}}[$__rate_interval]))`),
          processLegend,
        ),
      ],
    }),
    timeseries({
      key: "files",
      title: "Open files and sockets",
      description:
        "Open file descriptors, by process. Rising without falling is a leak of connections or files. Fed by the preload on Linux.",
      unit: "short",
      noValue: "not counted on this system",
      queries: [prom(shortInstance(`${node.openFiles}{${where}}`), processLegend)],
    }),
    timeseries({
      key: "uptime",
      title: "Uptime",
      description:
        "How long each process has been running: a line that ends and one that begins at 0 is a restart. Fed by the preload.",
      unit: "s",
      queries: [prom(shortInstance(`${node.uptime}{${where}}`), processLegend)],
    }),
  ];
}

/** Which process is which: instance ids are hard to tell apart without it. */
export function processes(config: Config): PanelDef {
  const where = instances(config);
  const labels =
    "job, process, host_name, process_pid, service_version, process_runtime_version, telemetry_distro_version";
  const info = shortInstance(
    `${node.uptime}{${where}} * on (job, instance) group_left (host_name, process_pid, service_version, process_runtime_version, telemetry_distro_version) topk by (job, instance) (1, ${general.targetInfo}{${where}})`,
  );
  return table({
    key: "processes",
    title: "Processes",
    description:
      "Every process that reports now, with its versions and its place. Two versions of one service: a deploy is under way, or got stuck. Fed by the preload.",
    width: 24,
    height: 8,
    noValue: "–",
    sortBy: "Uptime",
    queries: [promNow(`max by (${labels}) (${info})`)],
    columns: [
      { field: "job", title: "Service" },
      { field: "process", title: "Instance", unit: "string", width: 110 },
      { field: "Value", title: "Uptime", unit: "s", width: 110 },
      { field: "service_version", title: "Version", width: 110 },
      { field: "host_name", title: "Host" },
      { field: "process_pid", title: "Process id", unit: "string", width: 110 },
      { field: "process_runtime_version", title: "Node", width: 110 },
      { field: "telemetry_distro_version", title: "Preload", width: 110 },
    ],
  });
}
