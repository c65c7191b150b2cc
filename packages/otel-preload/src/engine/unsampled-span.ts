import { type Span, type SpanContext, TraceFlags } from "@opentelemetry/api";
import { type Ids, spanIdOf, traceIdOf } from "./ids.ts";

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
    return {
      traceId: traceIdOf(this.ids),
      spanId: spanIdOf(this.ids),
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
