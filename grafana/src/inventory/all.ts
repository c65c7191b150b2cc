import { inventory } from "./index.ts";
import type { Metric } from "./metric.ts";

/** Every metric of the inventory. */
export const allMetrics: readonly Metric[] = inventory;

/** The names of its series: three for a histogram. */
export function seriesNames(metric: Metric): string[] {
  return metric.type === "histogram" ? [metric.bucket, metric.count, metric.sum] : [metric.name];
}
