import type { Books } from "../engine/courier.ts";
import { type DropReason, origins, type Sampler } from "../engine/sampler.ts";
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
export function startSelfMetrics(
  books: Readonly<Record<"span" | "log", (() => Books) | undefined>>,
  sampler: Sampler,
): void {
  observeSampling(sampler);
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

/** What sampling left out is not lost, but seen: how many spans began, and why traces were not kept. */
function observeSampling(sampler: Sampler): void {
  const started = meter().createObservableCounter(metricNames.sdkSpanStarted, {
    unit: "{span}",
    description: "Spans begun",
  });
  started.addCallback((result) => {
    sampler.started.forEach((count, at) => {
      if (count === 0) return;
      result.observe(count, {
        "otel.span.parent.origin": origins[at >> 1] as string,
        "otel.span.sampling_result": at % 2 === 1 ? "RECORD_AND_SAMPLE" : "DROP",
      });
    });
  });
  const dropped = meter().createObservableCounter(ourMetricNames.sampledOutTraces, {
    unit: "{trace}",
    description: "Traces not kept, by the reason",
  });
  dropped.addCallback((result) => {
    for (const reason of Object.keys(sampler.dropped) as DropReason[]) {
      if (sampler.dropped[reason] > 0) result.observe(sampler.dropped[reason], { reason });
    }
  });
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
