import { readdirSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { metricNames, ourMetricNames } from "../names.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";

const microsPerSecond = 1e6;

/** CPU, memory with its limit, open files and uptime of this process. */
export function startProcessMetrics(): void {
  startCpu();
  startMemory();
  const uptime = meter().createObservableGauge(metricNames.processUptime, {
    unit: "s",
    description: "Time the process has been running",
  });
  uptime.addCallback((result) => result.observe(process.uptime()));
  const files = meter().createObservableUpDownCounter(metricNames.processOpenFileDescriptors, {
    unit: "{file_descriptor}",
    description: "Open file descriptors",
  });
  files.addCallback((result) => {
    const count = openFiles();
    if (count !== undefined) result.observe(count);
  });
}

function startCpu(): void {
  const time = meter().createObservableCounter(metricNames.processCpuTime, { unit: "s", description: "CPU time used" });
  const utilization = meter().createObservableGauge(metricNames.processCpuUtilization, {
    unit: "1",
    description: "Share of all CPUs in use since the previous collection",
  });
  let lastUsage = process.cpuUsage();
  let lastMillis = performance.now();
  meter().addBatchObservableCallback(
    (result) => {
      const usage = process.cpuUsage();
      const nowMillis = performance.now();
      const capacityMicros = Math.max(1, (nowMillis - lastMillis) * 1000 * availableParallelism());
      for (const mode of ["user", "system"] as const) {
        result.observe(time, usage[mode] / microsPerSecond, { "cpu.mode": mode });
        result.observe(utilization, (usage[mode] - lastUsage[mode]) / capacityMicros, { "cpu.mode": mode });
      }
      lastUsage = usage;
      lastMillis = nowMillis;
    },
    [time, utilization],
  );
}

function startMemory(): void {
  const usage = meter().createObservableUpDownCounter(metricNames.processMemoryUsage, {
    unit: "By",
    description: "Resident memory",
  });
  usage.addCallback((result) => result.observe(process.memoryUsage.rss()));
  const limit = meter().createObservableGauge(ourMetricNames.processMemoryLimit, {
    unit: "By",
    description: "Memory the container or machine grants this process",
  });
  limit.addCallback((result) => result.observe(memoryLimit()));
}

/** The cgroup's limit where there is one, else the machine's memory. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  // libuv answers a huge number when the cgroup has no limit.
  return constrained > 0 && constrained < Number.MAX_SAFE_INTEGER ? constrained : totalmem();
}

function openFiles(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return undefined;
  }
}
