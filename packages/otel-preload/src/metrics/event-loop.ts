import { monitorEventLoopDelay, performance } from "node:perf_hooks";
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
  const utilization = meter().createObservableGauge(metricNames.nodejsEventloopUtilization, { unit: "1", description: "Share of time the event loop was active" });
  const time = meter().createObservableCounter(metricNames.nodejsEventloopTime, { unit: "s", description: "Time the event loop was active or idle" });
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
  const gauge = (name: string, what: string) => meter().createObservableGauge(name, { unit: "s", description: `Event loop delay, ${what}` });
  const min = gauge(metricNames.nodejsEventloopDelayMin, "minimum");
  const max = gauge(metricNames.nodejsEventloopDelayMax, "maximum");
  const mean = gauge(metricNames.nodejsEventloopDelayMean, "mean");
  const p50 = gauge(metricNames.nodejsEventloopDelayP50, "50th percentile");
  const p90 = gauge(metricNames.nodejsEventloopDelayP90, "90th percentile");
  const p99 = gauge(metricNames.nodejsEventloopDelayP99, "99th percentile");
  meter().addBatchObservableCallback(
    (result) => {
      if (histogram.count === 0) return;
      // The histogram counts the timer's own period: what is above it is delay.
      const seconds = (nanos: number): number => Math.max(0, nanos / nanosPerSecond - resolutionMillis / 1000);
      result.observe(min, seconds(histogram.min));
      result.observe(max, seconds(histogram.max));
      result.observe(mean, seconds(histogram.mean));
      result.observe(p50, seconds(histogram.percentile(50)));
      result.observe(p90, seconds(histogram.percentile(90)));
      result.observe(p99, seconds(histogram.percentile(99)));
      histogram.reset();
    },
    [min, max, mean, p50, p90, p99],
  );
}
