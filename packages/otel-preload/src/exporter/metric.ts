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
import { writeToConsole } from "../engine/console.ts";
import type { Segment } from "../engine/message.ts";
import { writeResource } from "../engine/resource.ts";
import { loadPart } from "../part.ts";
import { DurationProducer } from "../metrics/duration/producer.ts";
import { redactMetrics } from "../processor/metric.ts";
import type { Redactor } from "../redact.ts";
import { writeMetrics } from "./metric-writer.ts";
import type * as Prometheus from "./prometheus.ts";

/** Loaded only when asked for: it brings a server of its own. */
const loadPrometheus = (): typeof Prometheus => loadPart("prometheus") as typeof Prometheus;

/** Who delivers encoded metrics. */
export interface MetricCourier {
  sendMetrics(metrics: Segment[]): void;
  forceFlush(): Promise<void>;
}

/** The readers that `OTEL_METRICS_EXPORTER` names: push over OTLP or to the console, and a pull endpoint for those who scrape. */
export function createMetricReaders(config: Config, redactor: Redactor, courier: MetricCourier): IMetricReader[] {
  const readers: IMetricReader[] = [];
  const asked = (name: string): boolean => config.metricsExporters.includes(name);
  const push = (destination: Destination): void => {
    readers.push(periodicReader(config, new RedactingExporter(config, redactor, destination)));
  };
  if (asked("otlp"))
    push({ send: (data) => courier.sendMetrics(writeMetrics(data)), flush: () => courier.forceFlush() });
  if (asked("console"))
    push({
      send: (data) => writeToConsole("metrics", writeResource(data.resource), writeMetrics(data)),
      flush: async () => {},
    });
  // One endpoint per process: a thread would ask for the port that the main thread holds.
  if (asked("prometheus") && isMainThread)
    readers.push(loadPrometheus().createPrometheusReader(config.prometheus, redactor));
  return readers;
}

interface Destination {
  send(metrics: ResourceMetrics): void;
  flush(): Promise<void>;
}

function periodicReader(config: Config, exporter: RedactingExporter): IMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    metricProducers: [new DurationProducer(exporter.selectAggregationTemporality(InstrumentType.HISTOGRAM))],
    exportIntervalMillis: config.metricIntervalMillis,
    exportTimeoutMillis: Math.min(config.metricTimeoutMillis, config.metricIntervalMillis),
  });
}

class RedactingExporter implements PushMetricExporter {
  private readonly config: Config;
  private readonly redactor: Redactor;
  private readonly destination: Destination;

  constructor(config: Config, redactor: Redactor, destination: Destination) {
    this.config = config;
    this.redactor = redactor;
    this.destination = destination;
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    redactMetrics(metrics, this.redactor);
    try {
      this.destination.send(metrics);
    } catch (thrown) {
      diag.warnOnce(`metrics could not be encoded: ${diag.describeError(thrown)}; they are left out`);
    }
    // What becomes of them is counted and said where they are delivered; a second voice would only repeat it.
    done({ code: ExportResultCode.SUCCESS });
  }

  /** OTLP exporter specification, "temporality preference". */
  selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    const upDown = type === InstrumentType.UP_DOWN_COUNTER || type === InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
    if (this.config.temporality === "cumulative" || upDown) return AggregationTemporality.CUMULATIVE;
    const low = this.config.temporality === "lowmemory" && type === InstrumentType.OBSERVABLE_COUNTER;
    return low ? AggregationTemporality.CUMULATIVE : AggregationTemporality.DELTA;
  }

  forceFlush(): Promise<void> {
    return this.destination.flush();
  }

  async shutdown(): Promise<void> {}
}
