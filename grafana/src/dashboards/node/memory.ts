import { node } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { heapShare, memoryShare, processLegend, shortInstance } from "../parts/process.ts";
import { instances } from "../parts/scope.ts";

/** Memory against both of its limits: the container's and V8's. */
export function memory(config: Config): PanelDef[] {
  const where = instances(config);
  return [
    timeseries({
      key: "memory",
      width: 12,
      title: "Memory of its limit",
      description:
        "Resident memory as a share of the container's limit, or of the machine's memory, by process; dashed where ProcessMemoryHigh warns and pages. Fed by the preload.",
      unit: "percentunit",
      thresholds: limits(config, "ProcessMemoryHigh"),
      queries: [prom(shortInstance(memoryShare(where)), processLegend)],
    }),
    timeseries({
      key: "heap",
      width: 12,
      title: "Heap of its limit",
      description:
        "JavaScript heap as a share of what V8 may use, by process; dashed where HeapNearLimit fires. Rising without falling is a leak. Fed by the preload.",
      unit: "percentunit",
      thresholds: limits(config, "HeapNearLimit"),
      queries: [prom(shortInstance(heapShare(where)), processLegend)],
    }),
    timeseries({
      key: "resident",
      title: "Resident memory",
      description:
        "What the operating system counts, by process: heap, buffers, stacks, libraries. Rising while the heap does not: buffers or a native library. Fed by the preload.",
      unit: "bytes",
      queries: [prom(shortInstance(`${node.memory}{${where}}`), processLegend)],
    }),
    timeseries({
      key: "heap-used",
      title: "Heap used",
      description: "JavaScript heap in use, by process. A sawtooth is good. Fed by the preload.",
      unit: "bytes",
      queries: [prom(shortInstance(`sum by (job, instance) (${node.heapUsed}{${where}})`), processLegend)],
    }),
    timeseries({
      key: "heap-spaces",
      title: "Heap by space",
      description:
        "JavaScript heap of all chosen processes together, by V8's spaces: a leak grows in old_space, large strings and arrays in large_object_space. Fed by the preload.",
      unit: "bytes",
      stack: true,
      queries: [prom(`sum by (v8js_heap_space_name) (${node.heapUsed}{${where}}) > 0`, "{{v8js_heap_space_name}}")],
    }),
  ];
}
