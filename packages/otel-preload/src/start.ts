import { context, logs, metrics, propagation, trace } from "@opentelemetry/api";
import { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer, ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { type Config, readConfig } from "./config.ts";
import { watchForBundledApp } from "./bundled-app.ts";
import { contextManager } from "./context.ts";
import * as diag from "./diag.ts";
import { createMetricReaders } from "./exporter/metric.ts";
import { OtlpExporter } from "./exporter/otlp.ts";
import { startInstrumentations } from "./instrumentation/index.ts";
import { startRuntimeMetrics } from "./metrics/index.ts";
import { startSelfMetrics } from "./metrics/self.ts";
import { Batch } from "./processor/batch.ts";
import { createLogProcessor } from "./processor/log.ts";
import { createSpanProcessor } from "./processor/span.ts";
import { createPropagator } from "./propagator.ts";
import { createRedactor } from "./redact.ts";
import { createResource, type Process } from "./resource.ts";
import { createSampler } from "./sampler.ts";
import { installShutdown } from "./shutdown.ts";

const startedKey = Symbol.for("@org/otel-preload started");

/**
 * The file to read first: configuration → resource → exporters and batches → providers → instrumentations → shutdown.
 * Never throws: a failure of ours is one line and an application without telemetry.
 */
export function start(app: Process): void {
  const globals = globalThis as Record<symbol, unknown>;
  if (globals[startedKey] === true) return;
  globals[startedKey] = true;
  try {
    const config = readConfig(app.env, diag.warnOnce);
    diag.setDiagLevel(config.diagLevel);
    if (!config.disabled) wire(config, app);
  } catch (thrown) {
    diag.error(`telemetry did not start: ${diag.describeError(thrown)}; the application runs without it`);
  }
}

function wire(config: Config, app: Process): void {
  const resource = createResource(config, app);
  const redactor = createRedactor(config.redaction);

  const json = (signal: "traces" | "metrics" | "logs"): boolean => config.otlp[signal].protocol === "http/json";
  const traceExporter = new OtlpExporter<ReadableSpan[]>("traces", config.otlp.traces, json("traces") ? JsonTraceSerializer : ProtobufTraceSerializer);
  const logExporter = new OtlpExporter<ReadableLogRecord[]>("logs", config.otlp.logs, json("logs") ? JsonLogsSerializer : ProtobufLogsSerializer);
  const metricExporter = new OtlpExporter("metrics", config.otlp.metrics, json("metrics") ? JsonMetricsSerializer : ProtobufMetricsSerializer);

  const spans = new Batch<ReadableSpan>(config.spanBatch, async (items) => {
    await traceExporter.export(items, items.length, config.spanBatch.exportTimeoutMillis);
  });
  const records = new Batch<ReadableLogRecord>(config.logBatch, async (items) => {
    await logExporter.export(items, items.length, config.logBatch.exportTimeoutMillis);
  });

  const meterProvider = new MeterProvider({ resource, readers: createMetricReaders(config, metricExporter, redactor) });
  const tracerProvider = new TracerProvider({
    resource,
    sampler: createSampler(config.sampler),
    spanLimits: spanLimits(config),
    spanProcessors: config.tracesExporter === "otlp" ? [createSpanProcessor(redactor, spans)] : [],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    logRecordLimits: { attributeCountLimit: config.limits.logAttributeCount, attributeValueLengthLimit: config.limits.logAttributeValueLength },
    processors: config.logsExporter === "otlp" ? [createLogProcessor(redactor, records)] : [],
  });

  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator(createPropagator(config));
  metrics.setGlobalMeterProvider(meterProvider);
  trace.setGlobalTracerProvider(tracerProvider);
  logs.setGlobalLoggerProvider(loggerProvider);

  startRuntimeMetrics(config);
  startSelfMetrics([
    { signal: "span", droppedQueueFull: () => spans.dropped, lostInExport: () => traceExporter.lost, exported: () => traceExporter.delivered },
    { signal: "log", droppedQueueFull: () => records.dropped, lostInExport: () => logExporter.lost, exported: () => logExporter.delivered },
  ]);
  startInstrumentations(config);
  watchForBundledApp(app.mainScript);

  const exporters = [traceExporter, logExporter, metricExporter];
  installShutdown(
    {
      flush: async () => {
        await Promise.allSettled([spans.flush(), records.flush(), meterProvider.forceFlush()]);
      },
      stopRetrying: () => exporters.forEach((exporter) => exporter.stopRetrying()),
      drain: () => [
        ...encodeRest(traceExporter, spans.drain()),
        ...encodeRest(logExporter, records.drain()),
      ],
    },
  );
}

function encodeRest<T>(exporter: OtlpExporter<T[]>, items: T[]): { url: string; headers: Readonly<Record<string, string>>; body: Uint8Array }[] {
  if (items.length === 0) return [];
  const body = exporter.encode(items);
  return body === undefined ? [] : [{ url: exporter.config.url, headers: exporter.headers, body }];
}

function spanLimits({ limits }: Config): ConstructorParameters<typeof TracerProvider>[0] extends { spanLimits?: infer L } | undefined ? NonNullable<L> : never {
  return {
    attributeCountLimit: limits.attributeCount,
    attributeValueLengthLimit: limits.attributeValueLength,
    eventCountLimit: limits.eventCount,
    linkCountLimit: limits.linkCount,
    attributePerEventCountLimit: limits.attributesPerEvent,
    attributePerLinkCountLimit: limits.attributesPerLink,
  };
}
