import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { ObservableGauge } from "@opentelemetry/api";
import { metricNames } from "../names.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";

const nanosPerSecond = 1e9;
/** Coarse on purpose: a finer timer wakes idle processes more often than it tells. */
const resolutionMillis = 20;

/** How busy the event loop is and how late it runs its timers, since the previous collection. */
export function startEventLoopMetrics(): void {
  startUtilization();
  startDelay();
}

function startUtilization(): void {
  let last = performance.eventLoopUtilization();
  const utilization = meter().createObservableGauge(metricNames.nodejsEventloopUtilization, {
    unit: "1",
    description: "Share of time the event loop was active",
  });
  const time = meter().createObservableCounter(metricNames.nodejsEventloopTime, {
    unit: "s",
    description: "Time the event loop was active or idle",
  });
  meter().addBatchObservableCallback(
    (result) => {
      const now = performance.eventLoopUtilization();
      result.observe(utilization, performance.eventLoopUtilization(now, last).utilization);
      last = now;
      result.observe(time, now.active / 1000, { "nodejs.eventloop.state": "active" });
      result.observe(time, now.idle / 1000, { "nodejs.eventloop.state": "idle" });
    },
    [utilization, time],
  );
}

function startDelay(): void {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMillis });
  histogram.enable();
  const min = delayGauge(metricNames.nodejsEventloopDelayMin, "minimum");
  const max = delayGauge(metricNames.nodejsEventloopDelayMax, "maximum");
  const mean = delayGauge(metricNames.nodejsEventloopDelayMean, "mean");
  const p50 = delayGauge(metricNames.nodejsEventloopDelayP50, "50th percentile");
  const p90 = delayGauge(metricNames.nodejsEventloopDelayP90, "90th percentile");
  const p99 = delayGauge(metricNames.nodejsEventloopDelayP99, "99th percentile");
  meter().addBatchObservableCallback(
    (result) => {
      if (histogram.count === 0) return;
      result.observe(min, delaySeconds(histogram.min));
      result.observe(max, delaySeconds(histogram.max));
      result.observe(mean, delaySeconds(histogram.mean));
      result.observe(p50, delaySeconds(histogram.percentile(50)));
      result.observe(p90, delaySeconds(histogram.percentile(90)));
      result.observe(p99, delaySeconds(histogram.percentile(99)));
      histogram.reset();
    },
    [min, max, mean, p50, p90, p99],
  );
}

function delayGauge(name: string, what: string): ObservableGauge {
  return meter().createObservableGauge(name, { unit: "s", description: `Event loop delay, ${what}` });
}

/** The histogram counts the timer's own period: what is above it is delay. */
function delaySeconds(nanos: number): number {
  return Math.max(0, nanos / nanosPerSecond - resolutionMillis / 1000);
}
