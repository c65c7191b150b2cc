import { type Config, readConfig } from "./config.ts";
import { watchForBundledApp } from "./bundled-app.ts";
import * as diag from "./diag.ts";
import { createCourier, openOutbox } from "./engine/open.ts";
import { Sampler } from "./engine/sampler.ts";
import { createMetricReaders } from "./exporter/metric.ts";
import { startInstrumentations } from "./instrumentation/index.ts";
import { startRuntimeMetrics } from "./metrics/index.ts";
import { startSelfMetrics } from "./metrics/self.ts";
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
    const lines: string[] = [];
    const config = readConfig(app.env, (line) => lines.push(line));
    // Only now is it known how much is to be said.
    diag.setDiagLevel(config.diagLevel);
    for (const line of lines) diag.warnOnce(line);
    if (!config.disabled) wire(config, app);
  } catch (thrown) {
    diag.error(`telemetry did not start: ${diag.describeError(thrown)}; the application runs without it`);
  }
}

function wire(config: Config, app: Process): void {
  const resource = createResource(config, app);
  const redactor = createRedactor(config.redaction);

  const courier = createCourier(config, resource, app.env["XDG_STATE_HOME"]);
  const spans = openOutbox(courier, "traces", config.tracesExporter, config.spanBatch);
  const records = openOutbox(courier, "logs", config.logsExporter, config.logBatch);
  const sampler = new Sampler(config.sampler);
  const sentry = startSentry(config, resource, redactor, courier);

  const meterProvider = registerProviders(config, resource, redactor, {
    readers: createMetricReaders(config, redactor, courier),
    spans,
    records,
    sampler,
    spanObservers: [sentry?.spanObserver].filter(isThere),
    recordObservers: [sentry?.recordObserver].filter(isThere),
    flush: () => courier.forceFlush(),
  });

  startRuntimeMetrics(config);
  startSelfMetrics(
    courier.books,
    { span: spans !== undefined, log: records !== undefined },
    sampler,
  );
  startInstrumentations(config, app.env["AWS_LAMBDA_FUNCTION_NAME"] !== undefined);
  watchForBundledApp(app.mainScript);

  const settleUncaught = startUncaught(config, app.env["NODE_OPTIONS"]);

  installShutdown({
    gather: () => {
      settleUncaught();
      courier.aboutToLeave();
      void meterProvider.forceFlush();
    },
    leave: (withinMillis) => {
      settleUncaught();
      courier.leave(withinMillis);
    },
  });
}

function isThere<T>(part: T | undefined): part is T {
  return part !== undefined;
}
