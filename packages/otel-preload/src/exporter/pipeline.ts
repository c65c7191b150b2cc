import {
  type ISerializer,
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { BatchConfig, Config, OtlpConfig } from "../config.ts";
import { Batch } from "../processor/batch.ts";
import { writeConsole } from "./console.ts";
import { OtlpExporter } from "./otlp.ts";
import type { SyncPost } from "./sync.ts";

/** How finished items of one signal leave: the seam behind the processors that the engine takes over. */
export interface Pipeline<T> {
  add(item: T): void;
  /** Delivers everything added before the call, or counts it as lost; never rejects. */
  flush(): Promise<void>;
  /** A failed attempt is the last one from now on: the process is leaving. */
  stopRetrying(): void;
  /** What was not delivered, encoded for a synchronous post. */
  drain(): SyncPost[];
  readonly books: { readonly dropped: number; readonly lost: number; readonly delivered: number };
}

export function createSpanPipeline(config: Config): Pipeline<ReadableSpan> | undefined {
  if (config.tracesExporter === "none") return undefined;
  if (config.tracesExporter === "console") return consolePipeline(config.spanBatch, JsonTraceSerializer);
  const { traces } = config.otlp;
  const serializer = traces.protocol === "http/json" ? JsonTraceSerializer : ProtobufTraceSerializer;
  return otlpPipeline(new OtlpExporter<ReadableSpan[]>("traces", traces, serializer), config.spanBatch);
}

export function createLogPipeline(config: Config): Pipeline<ReadableLogRecord> | undefined {
  if (config.logsExporter === "none") return undefined;
  if (config.logsExporter === "console") return consolePipeline(config.logBatch, JsonLogsSerializer);
  const { logs }: { logs: OtlpConfig } = config.otlp;
  const serializer = logs.protocol === "http/json" ? JsonLogsSerializer : ProtobufLogsSerializer;
  return otlpPipeline(new OtlpExporter<ReadableLogRecord[]>("logs", logs, serializer), config.logBatch);
}

function otlpPipeline<T>(exporter: OtlpExporter<T[]>, config: BatchConfig): Pipeline<T> {
  const batch = new Batch<T>(config, async (items) => {
    await exporter.export(items, items.length, config.exportTimeoutMillis);
  });
  return {
    add: (item) => batch.add(item),
    flush: () => batch.flush(),
    stopRetrying: () => exporter.stopRetrying(),
    drain: () => {
      const items = batch.drain();
      const body = items.length === 0 ? undefined : exporter.encode(items);
      return body === undefined ? [] : [{ url: exporter.config.url, headers: exporter.headers, body }];
    },
    get books() {
      return { dropped: batch.dropped, lost: exporter.lost, delivered: exporter.delivered };
    },
  };
}

function consolePipeline<T>(config: BatchConfig, serializer: ISerializer<T[], unknown>): Pipeline<T> {
  let delivered = 0;
  const batch = new Batch<T>(config, async (items) => {
    writeConsole(serializer.serializeRequest(items));
    delivered += items.length;
  });
  return {
    add: (item) => batch.add(item),
    flush: () => batch.flush(),
    stopRetrying: () => {},
    drain: () => {
      const items = batch.drain();
      if (items.length > 0) writeConsole(serializer.serializeRequest(items));
      return [];
    },
    get books() {
      return { dropped: batch.dropped, lost: 0, delivered };
    },
  };
}
