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
import { redactMetrics } from "../processor/metric.ts";
import type { Redactor } from "../redact.ts";
import { writeConsole } from "./console.ts";
import { OtlpExporter } from "./otlp.ts";
import type * as Prometheus from "./prometheus.ts";

const load = createRequire(import.meta.url);

/** Loaded only when asked for: it brings a server of its own. */
const loadPrometheus = (): typeof Prometheus => load("./prometheus.js") as typeof Prometheus;

export interface MetricPipeline {
  readonly readers: IMetricReader[];
  stopRetrying(): void;
}

/** The readers that `OTEL_METRICS_EXPORTER` names: push over OTLP or to the console, and a pull endpoint for those who scrape. */
export function createMetricPipeline(config: Config, redactor: Redactor): MetricPipeline {
  const { metrics } = config.otlp;
  const exporter = new OtlpExporter<ResourceMetrics>(
    "metrics",
    metrics,
    metrics.protocol === "http/json" ? JsonMetricsSerializer : ProtobufMetricsSerializer,
  );
  const readers: IMetricReader[] = [];
  const asked = (name: string): boolean => config.metricsExporters.includes(name);
  if (asked("otlp")) {
    const send = (data: ResourceMetrics, count: number): Promise<unknown> =>
      exporter.export(data, count, config.metricTimeoutMillis);
    readers.push(periodicReader(config, new RedactingExporter(config, redactor, send)));
  }
  if (asked("console")) {
    const send = async (data: ResourceMetrics): Promise<void> =>
      writeConsole(JsonMetricsSerializer.serializeRequest(data));
    readers.push(periodicReader(config, new RedactingExporter(config, redactor, send)));
  }
  // One endpoint per process: a thread would ask for the port that the main thread holds.
  if (asked("prometheus") && isMainThread)
    readers.push(loadPrometheus().createPrometheusReader(config.prometheus, redactor));
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
    redactMetrics(metrics, this.redactor);
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
