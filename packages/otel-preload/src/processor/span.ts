import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Pipeline } from "../exporter/pipeline.ts";
import type { Redactor } from "../redact.ts";

/** Redacts a span when it ends and puts it into the pipeline. */
export function createSpanProcessor(redactor: Redactor, pipeline: Pipeline<ReadableSpan>): SpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      if ((span.spanContext().traceFlags & 1) === 0) return;
      redactSpan(span, redactor);
      pipeline.add(span);
    },
    forceFlush: () => pipeline.flush(),
    shutdown: () => pipeline.flush(),
  };
}

/** In place: the span has ended, nobody writes to it any more, and a copy of every attribute would cost more than the check. */
function redactSpan(span: ReadableSpan, redactor: Redactor): void {
  const mutable = span as { name: string; status: { message?: string } };
  mutable.name = redactor.text(span.name);
  redactor.attributes(span.attributes);
  if (span.status.message !== undefined)
    mutable.status = { ...span.status, message: redactor.text(span.status.message) };
  for (const event of span.events) if (event.attributes !== undefined) redactor.attributes(event.attributes);
  for (const link of span.links) if (link.attributes !== undefined) redactor.attributes(link.attributes);
}
