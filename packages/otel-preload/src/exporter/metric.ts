import cluster from "node:cluster";
import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
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
import { writeConsole } from "./console.ts";
import { OtlpExporter } from "./otlp.ts";

const load = createRequire(import.meta.url);

export interface MetricPipeline {
  readonly readers: IMetricReader[];
  stopRetrying(): void;
}

/** The readers that `OTEL_METRICS_EXPORTER` names: push over OTLP or to the console, and a pull endpoint for those who scrape. */
export function createMetricPipeline(config: Config, redactor: Redactor): MetricPipeline {
  const { metrics } = config.otlp;
  const exporter = new OtlpExporter<ResourceMetrics>("metrics", metrics, metrics.protocol === "http/json" ? JsonMetricsSerializer : ProtobufMetricsSerializer);
  const readers: IMetricReader[] = [];
  const asked = (name: string): boolean => config.metricsExporters.includes(name);
  if (asked("otlp")) {
    const send = (data: ResourceMetrics, count: number): Promise<unknown> => exporter.export(data, count, config.metricTimeoutMillis);
    readers.push(periodicReader(config, new RedactingExporter(config, redactor, send)));
  }
  if (asked("console")) {
    const send = async (data: ResourceMetrics): Promise<void> => writeConsole(JsonMetricsSerializer.serializeRequest(data));
    readers.push(periodicReader(config, new RedactingExporter(config, redactor, send)));
  }
  // One endpoint per process: a thread would ask for the port that the main thread holds.
  if (asked("prometheus") && isMainThread) readers.push(createPrometheusReader(config));
  return { readers, stopRetrying: () => exporter.stopRetrying() };
}

function periodicReader(config: Config, exporter: PushMetricExporter): IMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: config.metricIntervalMillis,
    exportTimeoutMillis: Math.min(config.metricTimeoutMillis, config.metricIntervalMillis),
  });
}

class RedactingExporter implements PushMetricExporter {
  private readonly config: Config;
  private readonly redactor: Redactor;
  private readonly send: (metrics: ResourceMetrics, count: number) => Promise<unknown>;

  constructor(config: Config, redactor: Redactor, send: (metrics: ResourceMetrics, count: number) => Promise<unknown>) {
    this.config = config;
    this.redactor = redactor;
    this.send = send;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    for (const scope of metrics.scopeMetrics) {
      for (const metric of scope.metrics) for (const point of metric.dataPoints) this.redactor.attributes(point.attributes);
    }
    const count = metrics.scopeMetrics.reduce((sum, scope) => sum + scope.metrics.length, 0);
    this.send(metrics, count).then(
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
