import type { Resource } from "@opentelemetry/resources";
import type { BatchConfig, Config, OtlpConfig } from "../config.ts";
import { Courier } from "./courier.ts";
import type { EngineSignal, SignalSettings } from "./message.ts";
import type { Outbox } from "./outbox.ts";
import { writeResource } from "./resource.ts";

/** Several collections, when they had to wait. */
const maxMetricsInRequest = 1000;

/** Who delivers all signals of this process; `stateHome` is `XDG_STATE_HOME`. */
export function createCourier(config: Config, resource: Resource, stateHome: string | undefined): Courier {
  const { traces, logs, metrics } = config.otlp;
  const { spanBatch, logBatch } = config;
  const { directory, maxBytes } = config.spool;
  return new Courier({
    diagLevel: config.diagLevel,
    resource: writeResource(resource),
    signals: {
      ...(config.tracesExporter === "otlp" && { traces: settingsOf(traces, spanBatch) }),
      ...(config.logsExporter === "otlp" && { logs: settingsOf(logs, logBatch) }),
      ...(config.metricsExporters.includes("otlp") && {
        metrics: { otlp: metrics, maxBatchSize: maxMetricsInRequest, exportTimeoutMillis: metrics.timeoutMillis },
      }),
    },
    spool: {
      directory,
      stateHome,
      service: String(resource.attributes["service.name"]),
      maxBytes,
    },
  });
}

function settingsOf(otlp: OtlpConfig, { maxBatchSize, exportTimeoutMillis }: BatchConfig): SignalSettings {
  return { otlp, maxBatchSize, exportTimeoutMillis };
}

/** Where the items of a signal go; `undefined` when the user wants none of them. */
export function openOutbox(
  courier: Courier,
  signal: EngineSignal,
  exporter: "otlp" | "console" | "none",
  batch: BatchConfig,
): Outbox | undefined {
  return exporter === "none" ? undefined : courier.open(signal, batch, exporter === "console");
}
