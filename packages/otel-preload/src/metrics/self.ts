import type { Books } from "../engine/courier.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";
import { metricNames, ourMetricNames } from "../names.ts";
import { hiddenValueCount } from "../redact.ts";

interface Names {
  readonly processed: string;
  readonly exported: string;
  readonly unit: string;
}

const names: Readonly<Record<"span" | "log", Names>> = {
  span: { processed: metricNames.sdkSpanProcessed, exported: metricNames.sdkSpanExported, unit: "{span}" },
  log: { processed: metricNames.sdkLogProcessed, exported: metricNames.sdkLogExported, unit: "{log_record}" },
};

/** Every drop has a number and a reason (semantic conventions, `otel.sdk.*`). */
export function startSelfMetrics(books: Readonly<Record<"span" | "log", (() => Books) | undefined>>): void {
  for (const signal of ["span", "log"] as const) {
    const of = books[signal];
    if (of !== undefined) observe(names[signal], of);
  }
  const hidden = meter().createObservableCounter(ourMetricNames.redactedValues, {
    unit: "{value}",
    description: "Values hidden as secret or personal",
  });
  hidden.addCallback((result) => result.observe(hiddenValueCount()));
}

function observe({ processed, exported, unit }: Names, books: () => Books): void {
  const refused = meter().createObservableCounter(processed, { unit, description: "Items the batch could not take" });
  refused.addCallback((result) => result.observe(books().dropped, { "error.type": "queue_full" }));
  const sent = meter().createObservableCounter(exported, { unit, description: "Items whose export ended" });
  sent.addCallback((result) => {
    result.observe(books().delivered);
    result.observe(books().lost, { "error.type": "export_failed" });
  });
}
