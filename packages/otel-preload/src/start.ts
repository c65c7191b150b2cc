import { type Config, readConfig } from "./config.ts";
import { watchForBundledApp } from "./bundled-app.ts";
import * as diag from "./diag.ts";
import { catchUp } from "./engine/later.ts";
import { createCourier, openOutbox } from "./engine/open.ts";
import { Sampler } from "./engine/sampler.ts";
import { startInstrumentations } from "./instrumentation/index.ts";
import { LazyMeterProvider } from "./metrics/lazy.ts";
import type * as Metrics from "./metrics/part.ts";
import { setExemplarFilter } from "./metrics/duration/histogram.ts";
import { meetNewerApi } from "./newer-api.ts";
import { hasOtherSdk } from "./other-agents.ts";
import { loadPart } from "./part.ts";
import { registerProviders } from "./providers.ts";
import { createRedactor } from "./redact.ts";
import { createResource, type Process } from "./resource.ts";
import { startSentry } from "./sentry/index.ts";
import { installShutdown } from "./shutdown.ts";
import { keepTickShape } from "./tick-shape.ts";
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
    if (config.disabled) return;
    if (hasOtherSdk()) {
      diag.warn("another OpenTelemetry SDK was started before the preload, which stands down; remove one of them");
    } else wire(config, app);
  } catch (thrown) {
    diag.error(`telemetry did not start: ${diag.describeError(thrown)}; the application runs without it`);
  }
}

function wire(config: Config, app: Process): void {
  keepTickShape();
  setExemplarFilter(config.exemplarFilter);
  const resource = createResource(config, app);
  const redactor = createRedactor(config.redaction);

  const courier = createCourier(config, resource, app.env["XDG_STATE_HOME"]);
  const spans = openOutbox(courier, "traces", config.tracesExporter, config.spanBatch);
  const records = openOutbox(courier, "logs", config.logsExporter, config.logBatch);
  const sampler = new Sampler(config.sampler);
  const sentry = startSentry(config, resource, redactor, courier);

  const metricsPart = (): typeof Metrics => loadPart("metrics") as typeof Metrics;
  const meterProvider = new LazyMeterProvider(
    () => metricsPart().createMeterProvider(config, resource, redactor, courier),
    () => {
      metricsPart().startRuntimeMetrics(config);
      const wanted = { span: spans !== undefined, log: records !== undefined };
      metricsPart().startSelfMetrics(courier.books, wanted, sampler);
    },
  );
  registerProviders(config, redactor, {
    meterProvider,
    spans,
    records,
    sampler,
    spanObservers: [sentry?.spanObserver].filter(isThere),
    recordObservers: [sentry?.recordObserver].filter(isThere),
    flush: () => courier.forceFlush(),
  });

  meetNewerApi(app.mainScript, app.cwd);
  startInstrumentations(config, app.env["AWS_LAMBDA_FUNCTION_NAME"] !== undefined, app.env["NODE_OPTIONS"] ?? "");
  watchForBundledApp(app.mainScript);
  // Its endpoint is asked for from the start.
  if (config.metricsExporters.includes("prometheus")) meterProvider.load();
  else meterProvider.loadSoon();

  const settleUncaught = startUncaught(config, app.env["NODE_OPTIONS"]);

  installShutdown({
    gather: () => {
      settleUncaught();
      courier.aboutToLeave();
      catchUp();
      // What became of the telemetry is told even of a process that is over before the metrics were to be loaded.
      if ((spans?.added ?? 0) + (records?.added ?? 0) > 0) meterProvider.load();
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
