import { context, logs, type MeterProvider, metrics, propagation, trace } from "@opentelemetry/api";
import { bridgeApiLogs } from "./api-logs-bridge.ts";
import type { Config } from "./config.ts";
import { contextManager } from "./context.ts";
import { AttributeWriter } from "./engine/attributes.ts";
import { EngineLoggerProvider, type RecordObserver } from "./engine/logger.ts";
import type { Outbox } from "./engine/outbox.ts";
import type { Sampler } from "./engine/sampler.ts";
import { SpanSink, type SpanObserver } from "./engine/span-sink.ts";
import { SpanWriter } from "./engine/span-writer.ts";
import { EngineTracerProvider } from "./engine/tracer.ts";
import { createPropagator } from "./propagator.ts";
import type { Redactor } from "./redact.ts";

/** What the providers hand finished telemetry to. */
export interface Outlets {
  readonly meterProvider: MeterProvider;
  readonly spans: Outbox | undefined;
  readonly records: Outbox | undefined;
  readonly spanObservers: readonly SpanObserver[];
  readonly recordObservers: readonly RecordObserver[];
  readonly sampler: Sampler;
  readonly flush: () => Promise<void>;
}

const scopeAttributesTag = 26;

/** Puts our providers behind the globals of `@opentelemetry/api`: whatever is written for OpenTelemetry works from here on. */
export function registerProviders(config: Config, redactor: Redactor, outlets: Outlets): void {
  const { limits } = config;
  const scopeAttributes = new AttributeWriter(scopeAttributesTag, {
    redactor,
    maxTextLength: limits.attributeValueLength,
  });
  const sink = new SpanSink(limits, new SpanWriter(redactor, limits), outlets.spans, outlets.spanObservers);
  const tracerProvider = new EngineTracerProvider({
    sink,
    sampler: outlets.sampler,
    scopeAttributes,
    flush: outlets.flush,
  });
  const { records: outbox, recordObservers: observers, flush } = outlets;
  const loggerProvider = new EngineLoggerProvider({ limits, redactor, outbox, observers, scopeAttributes, flush });
  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator(createPropagator(config));
  metrics.setGlobalMeterProvider(outlets.meterProvider);
  trace.setGlobalTracerProvider(tracerProvider);
  logs.setGlobalLoggerProvider(loggerProvider);
  bridgeApiLogs();
}
