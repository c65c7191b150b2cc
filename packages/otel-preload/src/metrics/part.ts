import type { Resource } from "@opentelemetry/resources";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { Config } from "../config.ts";
import { createMetricReaders, type MetricCourier } from "../exporter/metric.ts";
import type { Redactor } from "../redact.ts";

export { startRuntimeMetrics } from "./index.ts";
export { startSelfMetrics } from "./self.ts";

/** OpenTelemetry's SDK for metrics, with a reader for each exporter that is wanted. */
export function createMeterProvider(
  config: Config,
  resource: Resource,
  redactor: Redactor,
  courier: MetricCourier,
): MeterProvider {
  return new MeterProvider({ resource, readers: createMetricReaders(config, redactor, courier) });
}
