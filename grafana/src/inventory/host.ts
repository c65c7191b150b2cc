import { series, type Series } from "./metric.ts";

const owner = "host_metrics";

/** The machine the collector runs on (`job="host"`, with `host_name`). */
export const host: {
  readonly cpuTime: Series;
  readonly cpus: Series;
  readonly load1m: Series;
  readonly load5m: Series;
  readonly load15m: Series;
  readonly memory: Series;
  readonly memoryLimit: Series;
  readonly filesystem: Series;
  readonly inodes: Series;
  readonly diskIo: Series;
  readonly diskTime: Series;
  readonly networkIo: Series;
  readonly networkErrors: Series;
  readonly networkDropped: Series;
} = {
  cpuTime: series("counter", "system_cpu_time_seconds_total", { owner, labels: ["state"] }),
  cpus: series("gauge", "system_cpu_logical_count", { owner, labels: [] }),
  load1m: series("gauge", "system_cpu_load_average_1m", { owner, labels: [] }),
  load5m: series("gauge", "system_cpu_load_average_5m", { owner, labels: [] }),
  load15m: series("gauge", "system_cpu_load_average_15m", { owner, labels: [] }),
  memory: series("gauge", "system_memory_usage_bytes", { owner, labels: ["state"] }),
  memoryLimit: series("gauge", "system_memory_limit_bytes", { owner, labels: [] }),
  filesystem: series("gauge", "system_filesystem_usage_bytes", {
    owner,
    labels: ["device", "mode", "mountpoint", "state", "type"],
  }),
  inodes: series("gauge", "system_filesystem_inodes_usage", {
    owner,
    labels: ["device", "mode", "mountpoint", "state", "type"],
  }),
  diskIo: series("counter", "system_disk_io_bytes_total", { owner, labels: ["device", "direction"] }),
  diskTime: series("counter", "system_disk_io_time_seconds_total", { owner, labels: ["device"] }),
  networkIo: series("counter", "system_network_io_bytes_total", { owner, labels: ["device", "direction"] }),
  networkErrors: series("counter", "system_network_errors_total", { owner, labels: ["device", "direction"] }),
  networkDropped: series("counter", "system_network_dropped_total", { owner, labels: ["device", "direction"] }),
};
