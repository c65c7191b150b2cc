import type { AlertCase } from "../../alert/definition.ts";

type Name = "HostMemoryHigh" | "CpuHigh" | "DiskSpaceLow" | "DiskFullSoon";

const memory = (state: string): string => `system_memory_usage_bytes{job="host",instance="web-1",state="${state}"}`;
const memoryLimit = 'system_memory_limit_bytes{job="host",instance="web-1"}';
const cpu = (state: string): string => `system_cpu_time_seconds_total{job="host",instance="web-1",state="${state}"}`;
const disk = (state: string, mode = "rw"): string =>
  `system_filesystem_usage_bytes{job="host",instance="web-1",device="/dev/sda1",mountpoint="/",mode="${mode}",type="ext4",state="${state}"}`;
const machine = { job: "host", instance: "web-1" };
const root = { ...machine, device: "/dev/sda1", mountpoint: "/" };

/** One-minute samples of a machine, and what must come of them. */
export const hostCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  HostMemoryHigh: [
    {
      name: "fires",
      series: { [memory("used")]: "500x5 950x20", [memory("cached")]: "10x30", [memoryLimit]: "1000x30" },
      at: "20m",
      fires: [
        { severity: "critical", labels: machine, value: "95%" },
        { severity: "warning", labels: machine, value: "95%" },
      ],
    },
    {
      name: "a full cache",
      series: { [memory("used")]: "300x30", [memory("cached")]: "690x30", [memoryLimit]: "1000x30" },
      at: "20m",
      fires: [],
    },
    {
      name: "a single peak",
      series: { [memory("used")]: "300x5 990x2 300x20", [memoryLimit]: "1000x30" },
      at: "10m",
      fires: [],
    },
  ],
  CpuHigh: [
    {
      name: "fires",
      series: { [cpu("user")]: "0+114x30", [cpu("idle")]: "0+6x30" },
      at: "25m",
      fires: [
        { severity: "critical", labels: machine, value: "95%" },
        { severity: "warning", labels: machine, value: "95%" },
      ],
    },
    { name: "zero traffic", series: { [cpu("user")]: "0+1x30", [cpu("idle")]: "0+119x30" }, at: "25m", fires: [] },
    {
      name: "waiting for a disk",
      series: { [cpu("user")]: "0+20x30", [cpu("wait")]: "0+95x30", [cpu("idle")]: "0+5x30" },
      at: "25m",
      fires: [],
    },
    {
      name: "a build of five minutes",
      series: { [cpu("user")]: "0+6x10 66+120x5 666+6x30", [cpu("idle")]: "0+114x10 1140x5 1140+114x30" },
      at: "20m",
      fires: [],
    },
    {
      name: "a restart",
      series: { [cpu("user")]: "900+6x10 0+6x20", [cpu("idle")]: "9000+114x10 0+114x20" },
      at: "15m",
      fires: [],
    },
  ],
  DiskSpaceLow: [
    {
      name: "fires",
      series: { [disk("free")]: "1000-4x300", [disk("used")]: "4000+4x300", [disk("reserved")]: "5000x300" },
      at: "200m",
      fires: [
        { severity: "warning", labels: root, value: "4%" },
        { severity: "critical", labels: root, value: "4%" },
      ],
    },
    {
      name: "fires at a level without a trend",
      series: { [disk("free")]: "80x60", [disk("used")]: "920x60" },
      at: "30m",
      fires: [{ severity: "critical", labels: root, value: "8%" }],
    },
    {
      name: "long nearly full",
      series: { [disk("free")]: "150x300", [disk("used")]: "850x300" },
      at: "200m",
      fires: [],
    },
    {
      name: "a single large file",
      series: { [disk("free")]: "500x30 90x5 500x60", [disk("used")]: "500x30 910x5 500x60" },
      at: "40m",
      fires: [],
    },
    {
      name: "read-only",
      series: { [disk("free", "ro")]: "0x60", [disk("used", "ro")]: "1000x60" },
      at: "40m",
      fires: [],
    },
    {
      name: "a gap",
      series: { [disk("free")]: "90 _x30 600x60", [disk("used")]: "910 _x30 400x60" },
      at: "50m",
      fires: [],
    },
  ],
  DiskFullSoon: [
    {
      name: "fires",
      series: { [disk("free")]: "500-1x400", [disk("used")]: "500+1x400" },
      at: "240m",
      fires: [{ severity: "warning", labels: root, value: "26%" }],
    },
    { name: "zero traffic", series: { [disk("free")]: "300x400", [disk("used")]: "700x400" }, at: "240m", fires: [] },
    {
      name: "a single large file",
      series: { [disk("free")]: "700x200 380x200", [disk("used")]: "300x200 620x200" },
      at: "240m",
      fires: [],
    },
    {
      name: "a restart of the machine",
      series: { [disk("free")]: "390-5x20 _x10 390x300", [disk("used")]: "610+5x20 _x10 610x300" },
      at: "150m",
      fires: [],
    },
  ],
};
