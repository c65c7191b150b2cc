import type { Resource } from "@opentelemetry/resources";
import type { BatchConfig, Config } from "../config.ts";
import { Courier } from "./courier.ts";
import type { EngineSignal } from "./message.ts";
import type { Outbox } from "./outbox.ts";
import { writeResource } from "./resource.ts";

/** Who delivers all signals of this process. */
export function createCourier(config: Config, resource: Resource): Courier {
  const { traces, logs, metrics } = config.otlp;
  const { spanBatch, logBatch } = config;
  return new Courier({
    diagLevel: config.diagLevel,
    resource: writeResource(resource),
    signals: {
      traces: {
        otlp: traces,
        maxBatchSize: spanBatch.maxBatchSize,
        exportTimeoutMillis: spanBatch.exportTimeoutMillis,
      },
      logs: { otlp: logs, maxBatchSize: logBatch.maxBatchSize, exportTimeoutMillis: logBatch.exportTimeoutMillis },
      metrics: { otlp: metrics, maxBatchSize: 1, exportTimeoutMillis: config.metricTimeoutMillis },
    },
  });
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
