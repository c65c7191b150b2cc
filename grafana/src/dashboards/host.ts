import type { DashboardSource } from "../dashboard/definition.ts";
import { labelVariable } from "../dashboard/variables.ts";
import { host as h } from "../inventory/host.ts";
import { prom } from "../panel/query.ts";
import { gauge, stat } from "../panel/stat.ts";
import { timeseries } from "../panel/timeseries.ts";
import { graphRange as rate } from "./parts/requests.ts";

const on = 'host_name=~"$host"';
const fedBy = "stack";
const idle = `sum by (host_name) (rate(${h.cpuTime}{${on}, state="idle"}[${rate}])) / sum by (host_name) (rate(${h.cpuTime}{${on}}[${rate}]))`;
const memory = `sum by (host_name) (${h.memory}{${on}, state="used"}) / sum by (host_name) (${h.memory}{${on}})`;
const disk = `sum by (host_name, mountpoint) (${h.filesystem}{${on}, state="used"}) / sum by (host_name, mountpoint) (${h.filesystem}{${on}})`;

/** The machine below everything. Fed by the collector's host_metrics receiver. */
export const host: DashboardSource = () => ({
  uid: "otel-host",
  title: "Host",
  folder: "Platform",
  description: "CPU, memory, disk and network of the machines that run a collector.",
  variables: [labelVariable("host", `label_values(${h.cpus}, host_name)`)],
  ways: [
    { title: "Node runtime", to: "otel-node" },
    { title: "Telemetry pipeline", to: "otel-pipeline" },
  ],
  top: [
    gauge({
      key: "cpu-now",
      title: "CPU in use",
      description: "Share of all CPUs. Above 90 % for minutes everything gets slow.",
      fedBy,
      unit: "percentunit",
      max: 1,
      thresholds: { warning: 0.75, bad: 0.9 },
      queries: [prom(`1 - ${idle}`, "{{host_name}}")],
    }),
    gauge({
      key: "memory-now",
      title: "Memory in use",
      description: "Without what is only cached. At 100 % the kernel kills processes.",
      fedBy,
      unit: "percentunit",
      max: 1,
      thresholds: { warning: 0.8, bad: 0.92 },
      queries: [prom(memory, "{{host_name}}")],
    }),
    gauge({
      key: "disk-now",
      title: "Disk in use",
      description: "Each file system that is a real disk.",
      fedBy,
      unit: "percentunit",
      max: 1,
      thresholds: { warning: 0.8, bad: 0.9 },
      queries: [prom(disk, "{{mountpoint}}")],
    }),
    stat({
      key: "load-now",
      title: "Load by CPU",
      description: "Processes that run or wait, for each CPU. Above 1: they wait.",
      fedBy,
      height: 6,
      width: 6,
      decimals: 2,
      sparkline: true,
      thresholds: { warning: 1, bad: 2 },
      queries: [
        prom(`max by (host_name) (${h.load5m}{${on}}) / max by (host_name) (${h.cpus}{${on}})`, "{{host_name}}"),
      ],
    }),
  ],
  rows: [
    {
      title: "CPU and memory",
      panels: [
        timeseries({
          key: "cpu",
          title: "CPU by state",
          description: "`wait` is time lost waiting for disks, `steal` what other virtual machines took.",
          fedBy,
          unit: "percentunit",
          stack: true,
          max: 1,
          queries: [
            prom(
              `sum by (state) (rate(${h.cpuTime}{${on}, state!="idle"}[${rate}])) / on () group_left () sum(${h.cpus}{${on}})`,
              "{{state}}",
            ),
          ],
        }),
        timeseries({
          key: "load",
          title: "Load",
          description: "Processes that run or wait, over 1, 5 and 15 minutes; compare with the number of CPUs.",
          fedBy,
          queries: [
            prom(`max by (host_name) (${h.load1m}{${on}})`, "1 min"),
            prom(`max by (host_name) (${h.load5m}{${on}})`, "5 min"),
            prom(`max by (host_name) (${h.load15m}{${on}})`, "15 min"),
            prom(`max by (host_name) (${h.cpus}{${on}})`, "CPUs"),
          ],
        }),
        timeseries({
          key: "memory",
          title: "Memory by state",
          description: "`cached` and `buffered` are given up when programs need them.",
          fedBy,
          unit: "bytes",
          stack: true,
          queries: [prom(`sum by (state) (${h.memory}{${on}})`, "{{state}}")],
        }),
      ],
    },
    {
      title: "Disk",
      panels: [
        timeseries({
          key: "disk",
          title: "Disk in use",
          description: "With the alert's limits. DiskSpaceLow also looks at how fast it fills.",
          fedBy,
          unit: "percentunit",
          max: 1,
          thresholds: { warning: 0.8, bad: 0.9 },
          queries: [prom(disk, "{{host_name}} {{mountpoint}}")],
        }),
        timeseries({
          key: "disk-free-soon",
          title: "Free space, and in four hours",
          description: "What is free now, and what will be if the last hours go on. Below zero: the disk will be full.",
          fedBy,
          unit: "bytes",
          queries: [
            prom(`sum by (mountpoint) (${h.filesystem}{${on}, state="free"})`, "{{mountpoint}} now"),
            prom(
              `sum by (mountpoint) (predict_linear(${h.filesystem}{${on}, state="free"}[1h], 4 * 3600))`,
              "{{mountpoint}} in 4 h",
            ),
          ],
        }),
        timeseries({
          key: "disk-io",
          title: "Disk traffic",
          description: "Bytes read and written a second.",
          fedBy,
          unit: "Bps",
          queries: [prom(`sum by (device, direction) (rate(${h.diskIo}{${on}}[${rate}]))`, "{{device}} {{direction}}")],
        }),
        timeseries({
          key: "disk-busy",
          title: "Disk busy",
          description:
            "Share of the time in which the disk had work. Near 100 % everything that reads or writes waits.",
          fedBy,
          unit: "percentunit",
          max: 1,
          thresholds: { warning: 0.8, bad: 0.95 },
          queries: [prom(`max by (device) (rate(${h.diskTime}{${on}}[${rate}]))`, "{{device}}")],
        }),
        timeseries({
          key: "inodes",
          title: "Inodes in use",
          description: "A disk without free inodes takes no new file, whatever space is left.",
          fedBy,
          unit: "percentunit",
          max: 1,
          thresholds: { warning: 0.8, bad: 0.9 },
          queries: [
            prom(
              `sum by (mountpoint) (${h.inodes}{${on}, state="used"}) / (sum by (mountpoint) (${h.inodes}{${on}}) > 0)`,
              "{{mountpoint}}",
            ),
          ],
        }),
      ],
    },
    {
      title: "Network",
      panels: [
        timeseries({
          key: "network",
          title: "Network traffic",
          description: "Bytes a second by interface and direction.",
          fedBy,
          unit: "Bps",
          width: 12,
          queries: [
            prom(`sum by (device, direction) (rate(${h.networkIo}{${on}}[${rate}])) > 0`, "{{device}} {{direction}}"),
          ],
        }),
        timeseries({
          key: "network-errors",
          title: "Network errors and drops",
          description: "Packets a second that were damaged or dropped. 0 is normal.",
          fedBy,
          unit: "pps",
          width: 12,
          queries: [
            prom(`sum by (host_name) (rate(${h.networkErrors}{${on}}[${rate}]))`, "errors"),
            prom(`sum by (host_name) (rate(${h.networkDropped}{${on}}[${rate}]))`, "dropped"),
          ],
        }),
      ],
    },
  ],
});
