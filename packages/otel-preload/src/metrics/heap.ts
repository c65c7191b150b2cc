import { constants, PerformanceObserver, type PerformanceEntry } from "node:perf_hooks";
import { getHeapSpaceStatistics, getHeapStatistics } from "node:v8";
import { durationBuckets, metricNames } from "../names.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";

const gcTypes: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

/** Garbage collection, the heap by space, and the limit at which the process dies. */
export function startHeapMetrics(): void {
  const pauses = meter().createHistogram(metricNames.v8jsGcDuration, {
    unit: "s",
    description: "Garbage collection pauses",
    advice: { explicitBucketBoundaries: [...durationBuckets.gc] },
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[]) {
      pauses.record(entry.duration / 1000, { "v8js.gc.type": gcTypes[entry.detail?.kind ?? 0] ?? "unknown" });
    }
  }).observe({ entryTypes: ["gc"] });

  const used = meter().createObservableUpDownCounter(metricNames.v8jsMemoryHeapUsed, {
    unit: "By",
    description: "Heap in use, by space",
  });
  const limit = meter().createObservableGauge(metricNames.v8jsMemoryHeapLimit, {
    unit: "By",
    description: "Heap size at which the process runs out of memory",
  });
  meter().addBatchObservableCallback(
    (result) => {
      for (const space of getHeapSpaceStatistics()) {
        result.observe(used, space.space_used_size, { "v8js.heap.space.name": space.space_name });
      }
      result.observe(limit, getHeapStatistics().heap_size_limit);
    },
    [used, limit],
  );
}
