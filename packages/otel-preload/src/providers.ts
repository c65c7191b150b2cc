import { context, logs, metrics, propagation, trace } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { LoggerProvider, type LogRecordLimits, type LogRecordProcessor } from "@opentelemetry/sdk-logs";
import { type IMetricReader, MeterProvider } from "@opentelemetry/sdk-metrics";
import { type SpanLimits, type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { bridgeApiLogs } from "./api-logs-bridge.ts";
import type { Config } from "./config.ts";
import { contextManager } from "./context.ts";
import { createPropagator } from "./propagator.ts";
import { createSampler } from "./sampler.ts";

/** What the providers hand finished telemetry to. */
export interface Outlets {
  readonly readers: IMetricReader[];
  readonly spanProcessors: SpanProcessor[];
  readonly logProcessors: LogRecordProcessor[];
}

/** Puts our providers behind the globals of `@opentelemetry/api`: whatever is written for OpenTelemetry works from here on. */
export function registerProviders(config: Config, resource: Resource, outlets: Outlets): MeterProvider {
  const meterProvider = new MeterProvider({ resource, readers: outlets.readers });
  const tracerProvider = new TracerProvider({
    resource,
    sampler: createSampler(config.sampler),
    spanLimits: spanLimits(config),
    spanProcessors: outlets.spanProcessors,
  });
  const loggerProvider = new LoggerProvider({
    resource,
    logRecordLimits: logLimits(config),
    processors: outlets.logProcessors,
  });
  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator(createPropagator(config));
  metrics.setGlobalMeterProvider(meterProvider);
  trace.setGlobalTracerProvider(tracerProvider);
  logs.setGlobalLoggerProvider(loggerProvider);
  bridgeApiLogs();
  return meterProvider;
}

function spanLimits({ limits }: Config): SpanLimits {
  return {
    attributeCountLimit: limits.attributeCount,
    attributeValueLengthLimit: limits.attributeValueLength,
    eventCountLimit: limits.eventCount,
    linkCountLimit: limits.linkCount,
    attributePerEventCountLimit: limits.attributesPerEvent,
    attributePerLinkCountLimit: limits.attributesPerLink,
  };
}

function logLimits({ limits }: Config): LogRecordLimits {
  return {
    attributeCountLimit: limits.logAttributeCount,
    attributeValueLengthLimit: limits.logAttributeValueLength,
  };
}
