import { type Config, readConfig } from "./config.ts";
import { watchForBundledApp } from "./bundled-app.ts";
import * as diag from "./diag.ts";
import { createMetricPipeline } from "./exporter/metric.ts";
import { createLogPipeline, createSpanPipeline } from "./exporter/pipeline.ts";
import { startInstrumentations } from "./instrumentation/index.ts";
import { startRuntimeMetrics } from "./metrics/index.ts";
import { startSelfMetrics } from "./metrics/self.ts";
import { createLogProcessor } from "./processor/log.ts";
import { createSpanProcessor } from "./processor/span.ts";
import { registerProviders } from "./providers.ts";
import { createRedactor } from "./redact.ts";
import { createResource, type Process } from "./resource.ts";
import { startSentry } from "./sentry/index.ts";
import { installShutdown } from "./shutdown.ts";
import { startUncaught } from "./uncaught.ts";

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

  const spans = createSpanPipeline(config);
  const records = createLogPipeline(config);
  const metricPipeline = createMetricPipeline(config, redactor);
  const sentry = startSentry(config, resource, redactor);

  const meterProvider = registerProviders(config, resource, {
    readers: metricPipeline.readers,
    spanProcessors: [spans && createSpanProcessor(redactor, spans), sentry?.spanProcessor].filter(isThere),
    logProcessors: [records && createLogProcessor(redactor, records), sentry?.logProcessor].filter(isThere),
  });

  startRuntimeMetrics(config);
  startSelfMetrics({ span: spans, log: records });
  startInstrumentations(config, app.env["AWS_LAMBDA_FUNCTION_NAME"] !== undefined);
  watchForBundledApp(app.mainScript);

  const settleUncaught = startUncaught(config, app.env["NODE_OPTIONS"]);

  const pipelines = [spans, records].filter(isThere);
  installShutdown({
    flush: async () => {
      settleUncaught();
      await Promise.allSettled([
        ...pipelines.map((pipeline) => pipeline.flush()),
        meterProvider.forceFlush(),
        sentry?.flush(),
      ]);
    },
    stopRetrying: () => [...pipelines, metricPipeline].forEach((pipeline) => pipeline.stopRetrying()),
    drain: () => {
      settleUncaught();
      return [...pipelines.flatMap((pipeline) => pipeline.drain()), ...(sentry?.drain() ?? [])];
    },
  });
}

function isThere<T>(part: T | undefined): part is T {
  return part !== undefined;
}
