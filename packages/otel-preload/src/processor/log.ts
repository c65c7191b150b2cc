import type { LogRecordProcessor, ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { Pipeline } from "../exporter/pipeline.ts";
import type { Redactor } from "../redact.ts";

const maxDepth = 8;

/** Redacts a log record when it is emitted and puts it into the pipeline. */
export function createLogProcessor(redactor: Redactor, pipeline: Pipeline<ReadableLogRecord>): LogRecordProcessor {
  return {
    onEmit(record) {
      const mutable = record as { body?: unknown; attributes: Record<string, unknown> };
      mutable.body = redactDeep("", record.body, redactor);
      for (const [key, value] of Object.entries(record.attributes)) {
        mutable.attributes[key] = redactDeep(key, value, redactor);
      }
      pipeline.add(record);
    },
    forceFlush: () => pipeline.flush(),
    shutdown: () => pipeline.flush(),
  };
}

/** A copy without secrets; names of nested fields count. */
export function redactDeep(key: string, value: unknown, redactor: Redactor, depth: number = 0): unknown {
  const plain = redactor.value(key, value);
  if (plain === null || typeof plain !== "object" || depth >= maxDepth || ArrayBuffer.isView(plain)) return plain;
  if (Array.isArray(plain)) return plain.map((item) => redactDeep(key, item, redactor, depth + 1));
  return Object.fromEntries(
    Object.entries(plain).map(([name, item]) => [name, redactDeep(name, item, redactor, depth + 1)]),
  );
}
