import type { Metric } from "./metric.ts";
import * as preload from "./preload.ts";

/** The modules of this folder that hold metrics: a new one is named here. */
const owners: readonly object[] = [preload];

/** Every metric of the inventory. */
export const allMetrics: readonly Metric[] = owners.flatMap(metricsIn);

function metricsIn(value: unknown): Metric[] {
  if (typeof value !== "object" || value === null) return [];
  return isMetric(value) ? [value] : Object.values(value).flatMap(metricsIn);
}

function isMetric(value: object): value is Metric {
  return "type" in value && "name" in value && "owner" in value;
}

/** The names of its series: three for a histogram. */
export function seriesNames(metric: Metric): string[] {
  return metric.type === "histogram" ? [metric.bucket, metric.count, metric.sum] : [metric.name];
}
