import { type Span, type SpanContext, TraceFlags } from "@opentelemetry/api";
import { hex32, type Ids } from "./ids.ts";

/** A span that is not kept: it carries the trace on, so that those called know that it is not, and forgets what it is told. */
export class UnsampledSpan implements Span {
  readonly ids: Ids;
  readonly traceState: SpanContext["traceState"];
  private context: SpanContext | undefined;

  constructor(ids: Ids, traceState: SpanContext["traceState"]) {
    this.ids = ids;
    this.traceState = traceState;
  }

  spanContext(): SpanContext {
    return (this.context ??= this.describe());
  }

  private describe(): SpanContext {
    const { trace0, trace1, trace2, trace3, span0, span1 } = this.ids;
    return {
      traceId: hex32(trace0) + hex32(trace1) + hex32(trace2) + hex32(trace3),
      spanId: hex32(span0) + hex32(span1),
      traceFlags: TraceFlags.NONE,
      ...(this.traceState !== undefined && { traceState: this.traceState }),
    };
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(): void {}

  end(): void {}

  isRecording(): boolean {
    return false;
  }
}
