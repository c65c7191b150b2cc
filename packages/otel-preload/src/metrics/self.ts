import { metricNames } from "../names.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";

/** What happened to the items of one signal, read when metrics are collected. */
export interface DeliveryBooks {
  readonly signal: "span" | "log";
  readonly droppedQueueFull: () => number;
  readonly lostInExport: () => number;
  readonly exported: () => number;
}

/** Every drop has a number and a reason (semantic conventions, `otel.sdk.*`). */
export function startSelfMetrics(books: readonly DeliveryBooks[]): void {
  for (const { signal, droppedQueueFull, lostInExport, exported } of books) {
    const span = signal === "span";
    const processed = meter().createObservableCounter(span ? metricNames.sdkSpanProcessed : metricNames.sdkLogProcessed, {
      unit: span ? "{span}" : "{log_record}",
      description: "Items the batch processor could not take",
    });
    processed.addCallback((result) => result.observe(droppedQueueFull(), { "error.type": "queue_full" }));
    const sent = meter().createObservableCounter(span ? metricNames.sdkSpanExported : metricNames.sdkLogExported, {
      unit: span ? "{span}" : "{log_record}",
      description: "Items whose export ended, by outcome",
    });
    sent.addCallback((result) => {
      result.observe(exported());
      result.observe(lostInExport(), { "error.type": "export_failed" });
    });
  }
}
