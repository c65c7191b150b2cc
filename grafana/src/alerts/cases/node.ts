import type { AlertCase, ExpectedAlert } from "../../alert/definition.ts";

type Name =
  | "NodeEventLoopDelayHigh"
  | "NodeEventLoopSaturated"
  | "ProcessMemoryHigh"
  | "HeapNearLimit"
  | "ProcessCrashLoop";

const of = (metric: string, instance = "a", more = ""): string =>
  `${metric}{job="shop/api",instance="${instance}"${more}}`;
const labels = { job: "shop/api", instance: "a" };
const warning = (value: string): ExpectedAlert => ({ severity: "warning", labels, value });
const critical = (value: string): ExpectedAlert => ({ severity: "critical", labels, value });

const delay = "nodejs_eventloop_delay_p99_seconds";
const utilization = "nodejs_eventloop_utilization_ratio";
const memory = "process_memory_usage_bytes";
const limit = "otel_preload_process_memory_limit_bytes";
const uptime = "process_uptime_seconds";
const heap = "v8js_memory_heap_used_bytes";
const heapLimit = "v8js_memory_heap_limit_bytes";

/** Four processes, one after the other: each is seen twice, three minutes apart. */
const young = (before: string): Readonly<Record<string, string>> => ({
  [of(uptime, "1")]: `${before} 5 65 _x40`,
  [of(uptime, "2")]: `${before} _x3 5 65 _x40`,
  [of(uptime, "3")]: `${before} _x6 5 65 _x40`,
  [of(uptime, "4")]: `${before} _x9 5 65 _x40`,
});

/** One-minute samples of one process and what must come of them. */
export const nodeCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  NodeEventLoopDelayHigh: [
    { name: "fires", series: { [of(delay)]: "0.01x5 0.8x15" }, at: "15m", fires: [warning("800ms")] },
    { name: "zero traffic", series: { [of(delay)]: "0x20" }, at: "15m", fires: [] },
    { name: "a single block", series: { [of(delay)]: "0.01x7 3 0.01x12" }, at: "12m", fires: [] },
    {
      name: "a restart",
      series: { [of(delay)]: "0.01x4 0.9 _x20", [of(delay, "b")]: "_x6 0.9 0.01x15" },
      at: "12m",
      fires: [],
    },
  ],
  NodeEventLoopSaturated: [
    { name: "fires", series: { [of(utilization)]: "0.3x5 0.98x20" }, at: "20m", fires: [warning("98%")] },
    { name: "zero traffic", series: { [of(utilization)]: "0.001x30" }, at: "20m", fires: [] },
    { name: "one big job", series: { [of(utilization)]: "0.3x5 1x5 0.3x20" }, at: "20m", fires: [] },
    {
      name: "a deploy",
      series: { [of(utilization)]: "0.3x8 _x20", [of(utilization, "b")]: "_x8 1x2 0.3x18" },
      at: "20m",
      fires: [],
    },
  ],
  ProcessMemoryHigh: [
    {
      name: "fires",
      series: { [of(memory)]: "480x5 490x20", [of(limit)]: "512x30" },
      at: "20m",
      fires: [critical("95.7%"), warning("95.7%")],
    },
    {
      name: "warns only",
      series: { [of(memory)]: "430x30", [of(limit)]: "512x30" },
      at: "20m",
      fires: [warning("83.98%")],
    },
    {
      name: "a single peak",
      series: { [of(memory)]: "200x8 500x2 200x20", [of(limit)]: "512x30" },
      at: "12m",
      fires: [],
    },
    {
      name: "a restart",
      series: {
        [of(memory)]: "300x8 480 _x20",
        [of(limit)]: "512x9 _x20",
        [of(memory, "b")]: "_x10 150x20",
        [of(limit, "b")]: "_x10 512x20",
      },
      at: "20m",
      fires: [],
    },
    { name: "no known limit", series: { [of(memory)]: "500x30", [of(limit)]: "0x30" }, at: "20m", fires: [] },
  ],
  ProcessCrashLoop: [
    {
      name: "fires",
      series: { [of(uptime)]: "60+60x60 _x40", ...young("_x62") },
      at: "74m",
      fires: [
        { severity: "critical", labels: { job: "shop/api" }, value: "4" },
        { severity: "warning", labels: { job: "shop/api" }, value: "4" },
      ],
    },
    {
      name: "warns while another instance lives",
      series: { [of(uptime)]: "60+60x100", ...young("_x62") },
      at: "74m",
      fires: [{ severity: "warning", labels: { job: "shop/api" }, value: "4" }],
    },
    {
      name: "a deploy",
      series: {
        [of(uptime, "a")]: "60+60x60 _x40",
        [of(uptime, "b")]: "60+60x61 _x40",
        [of(uptime, "c")]: "_x60 10+60x40",
        [of(uptime, "d")]: "_x61 10+60x40",
      },
      at: "66m",
      fires: [],
    },
    {
      name: "a single crash",
      series: { [of(uptime)]: "60+60x60 _x40", [of(uptime, "b")]: "_x62 10+60x40" },
      at: "70m",
      fires: [],
    },
    { name: "a short job every few minutes", series: young("_x4"), at: "16m", fires: [] },
    { name: "a gap", series: { [of(uptime)]: "60+60x60 _x8 4200+60x20" }, at: "72m", fires: [] },
  ],
  HeapNearLimit: [
    {
      name: "fires",
      series: {
        [of(heap, "a", ',v8js_heap_space_name="old_space"')]: "300x5 900x25",
        [of(heap, "a", ',v8js_heap_space_name="new_space"')]: "60x30",
        [of(heapLimit)]: "1000x30",
      },
      at: "20m",
      fires: [critical("96%"), warning("96%")],
    },
    {
      name: "a peak that garbage collection frees",
      series: {
        [of(heap, "a", ',v8js_heap_space_name="old_space"')]: "400 950 400 950 400 950 400 950 400 950 400 950 400",
        [of(heapLimit)]: "1000x30",
      },
      at: "12m",
      fires: [],
    },
    {
      name: "a gap",
      series: {
        [of(heap, "a", ',v8js_heap_space_name="old_space"')]: "950x3 _x7 400x20",
        [of(heapLimit)]: "1000x3 _x7 1000x20",
      },
      at: "20m",
      fires: [],
    },
  ],
};
