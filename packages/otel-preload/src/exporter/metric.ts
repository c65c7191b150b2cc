import cluster from "node:cluster";
import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import {
  AggregationTemporality,
  type IMetricReader,
  InstrumentType,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import type { Config } from "../config.ts";
import * as diag from "../diag.ts";
import type { Redactor } from "../redact.ts";
import type { OtlpExporter } from "./otlp.ts";

const load = createRequire(import.meta.url);

/** The readers that `OTEL_METRICS_EXPORTER` names: push over OTLP, and a pull endpoint for those who scrape. */
export function createMetricReaders(config: Config, exporter: OtlpExporter<ResourceMetrics>, redactor: Redactor): IMetricReader[] {
  const readers: IMetricReader[] = [];
  if (config.metricsExporters.includes("otlp")) {
    readers.push(
      new PeriodicExportingMetricReader({
        exporter: new OtlpMetricExporter(config, exporter, redactor),
        exportIntervalMillis: config.metricIntervalMillis,
        exportTimeoutMillis: Math.min(config.metricTimeoutMillis, config.metricIntervalMillis),
      }),
    );
  }
  // One endpoint per process: a thread would ask for the port that the main thread holds.
  if (config.metricsExporters.includes("prometheus") && isMainThread) readers.push(createPrometheusReader(config));
  return readers;
}

class OtlpMetricExporter implements PushMetricExporter {
  private readonly config: Config;
  private readonly exporter: OtlpExporter<ResourceMetrics>;
  private readonly redactor: Redactor;

  constructor(config: Config, exporter: OtlpExporter<ResourceMetrics>, redactor: Redactor) {
    this.config = config;
    this.exporter = exporter;
    this.redactor = redactor;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    for (const scope of metrics.scopeMetrics) {
      for (const metric of scope.metrics) for (const point of metric.dataPoints) this.redactor.attributes(point.attributes);
    }
    const count = metrics.scopeMetrics.reduce((sum, scope) => sum + scope.metrics.length, 0);
    this.exporter.export(metrics, count, this.config.metricTimeoutMillis).then(
      // Failures are counted and said by the exporter itself; a second voice would only repeat it.
      () => done({ code: ExportResultCode.SUCCESS }),
      () => done({ code: ExportResultCode.SUCCESS }),
    );
  }

  /** OTLP exporter specification, "temporality preference". */
  selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    const upDown = type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
    if (this.config.temporality === "cumulative" || upDown) return AggregationTemporality.CUMULATIVE;
    const low = this.config.temporality === "lowmemory" && type === InstrumentType.OBSERVABLE_COUNTER;
    return low ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Loaded only when asked for: it brings a server of its own. */
function createPrometheusReader(config: Config): IMetricReader {
  const { PrometheusExporter } = load("@opentelemetry/exporter-prometheus") as typeof import("@opentelemetry/exporter-prometheus");
  const { host } = config.prometheus;
  // Workers of a cluster share a port by turns: each gets its own, the primary's plus its number.
  const port = config.prometheus.port === 0 ? 0 : config.prometheus.port + (cluster.worker?.id ?? 0);
  return new PrometheusExporter({ host, port }, (error) => {
    if (error) diag.error(`the Prometheus endpoint cannot listen on ${host}:${port}: ${diag.describeError(error)}; set OTEL_EXPORTER_PROMETHEUS_PORT. The application runs on.`);
  });
}
