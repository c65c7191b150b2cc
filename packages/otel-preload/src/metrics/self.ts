import type { ObservableResult } from "@opentelemetry/api";
import { type Books, type Count, earlyReasons, type LossReason, lossReasons, places } from "../engine/books.ts";
import { catchUp } from "../engine/later.ts";
import { type DropReason, origins, type Sampler } from "../engine/sampler.ts";
import { meter } from "../instrumentation/lib/telemetry.ts";
import { metricNames, ourMetricNames } from "../names.ts";
import { hiddenValueCount } from "../redact.ts";
import { cutValueCount } from "../engine/value.ts";

interface Names {
  readonly signal: "traces" | "logs";
  readonly processed: string;
  readonly queueSize: string;
  readonly exported: string;
  readonly unit: string;
}

const names: Readonly<Record<"span" | "log", Names>> = {
  span: {
    signal: "traces",
    processed: metricNames.sdkSpanProcessed,
    queueSize: metricNames.sdkSpanQueueSize,
    exported: metricNames.sdkSpanExported,
    unit: "{span}",
  },
  log: {
    signal: "logs",
    processed: metricNames.sdkLogProcessed,
    queueSize: metricNames.sdkLogQueueSize,
    exported: metricNames.sdkLogExported,
    unit: "{log_record}",
  },
};

/** Every drop has a number and a reason (semantic conventions, `otel.sdk.*`). */
export function startSelfMetrics(
  books: Books,
  wanted: Readonly<Record<"span" | "log", boolean>>,
  sampler: Sampler,
): void {
  observeSampling(sampler);
  for (const signal of ["span", "log"] as const) {
    if (wanted[signal]) observe(names[signal], books);
  }
  const spool = meter().createObservableUpDownCounter(ourMetricNames.spoolUsage, {
    unit: "By",
    description: "What waits on disk for the collector",
  });
  spool.addCallback((result) => result.observe(Atomics.load(books.cells, places.spoolBytes)));
  const hidden = meter().createObservableCounter(ourMetricNames.redactedValues, {
    unit: "{value}",
    description: "Values hidden as secret or personal",
  });
  hidden.addCallback((result) => result.observe(hiddenValueCount()));
  const cut = meter().createObservableCounter(ourMetricNames.cutValues, {
    unit: "{value}",
    description: "Values longer than the limit",
  });
  cut.addCallback((result) => result.observe(cutValueCount()));
}

/** What sampling left out is not lost, but seen: how many spans began, and why traces were not kept. */
function observeSampling(sampler: Sampler): void {
  const started = meter().createObservableCounter(metricNames.sdkSpanStarted, {
    unit: "{span}",
    description: "Spans begun",
  });
  started.addCallback((result) => {
    // The first callback of all of these: they count what has ended before.
    catchUp();
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
    // With 0, too: the first is an increase of something.
    for (const reason of Object.keys(sampler.dropped) as DropReason[])
      result.observe(sampler.dropped[reason], { reason });
  });
}

function observe({ signal, processed, queueSize, exported, unit }: Names, books: Books): void {
  const read = (what: Count): (() => number) => counter(books, signal, what);
  const lost = new Map(lossReasons.map((reason) => [reason, read(reason)]));
  const received = read("received");
  const delivered = read("delivered");
  const refused = meter().createObservableCounter(processed, { unit, description: "Items taken, or not, to be sent" });
  refused.addCallback((result) => {
    result.observe(received());
    for (const [reason, count] of lost) {
      if (earlyReasons.includes(reason)) observeLoss(result, reason, count());
    }
  });
  const waiting = meter().createObservableUpDownCounter(queueSize, { unit, description: "Items that wait in memory" });
  waiting.addCallback((result) =>
    result.observe((books.read(signal, "received") - books.read(signal, "released")) | 0),
  );
  const sent = meter().createObservableCounter(exported, { unit, description: "Items delivered or lost" });
  sent.addCallback((result) => {
    result.observe(delivered());
    for (const [reason, count] of lost) {
      if (!earlyReasons.includes(reason)) observeLoss(result, reason, count());
    }
  });
}

/** With 0, too: the first loss is an increase of something. */
function observeLoss(result: ObservableResult, reason: LossReason, count: number): void {
  result.observe(count, { "error.type": reason });
}

/** A number that only grows, of a cell that goes round. */
function counter(books: Books, signal: "traces" | "logs", what: Count): () => number {
  let [total, last] = [0, 0];
  return () => {
    const now = books.read(signal, what);
    total += (now - last) | 0;
    last = now;
    return total;
  };
}
