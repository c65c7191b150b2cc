import type { ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Redactor } from "../redact.ts";

/** Hides secrets in the attributes of what was just collected, in place. */
export function redactMetrics(metrics: ResourceMetrics, redactor: Redactor): void {
  for (const scope of metrics.scopeMetrics) {
    for (const metric of scope.metrics) for (const point of metric.dataPoints) redactor.attributes(point.attributes);
  }
}
