import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  type Span,
  SpanKind,
  type SpanOptions,
  trace,
  type Tracer,
  TraceFlags,
  type TracerOptions,
  type TracerProvider,
} from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import type { AttributeWriter } from "./attributes.ts";
import { type Ids, parseIds, random32 } from "./ids.ts";
import type { SampledParent, Sampler } from "./sampler.ts";
import { createScope, type Scope, Scopes } from "./scope.ts";
import { EngineSpan } from "./span.ts";
import type { SpanSink } from "./span-sink.ts";
import { textOf } from "./text.ts";
import { UnsampledSpan } from "./unsampled-span.ts";

/** What all tracers share. */
export interface TracerParts {
  readonly sink: SpanSink;
  readonly sampler: Sampler;
  readonly scopeAttributes: AttributeWriter;
  /** Delivers what has ended. */
  readonly flush: () => Promise<void>;
}

/** `trace.getTracer` ends here. */
export class EngineTracerProvider implements TracerProvider {
  private readonly tracers = new Scopes<Tracer>();
  private readonly parts: TracerParts;

  constructor(parts: TracerParts) {
    this.parts = parts;
  }

  /** AWS Lambda's instrumentation asks for it before the process is frozen. */
  forceFlush(): Promise<void> {
    return this.parts.flush();
  }

  /** Recording goes on: the provider is the preload's, which ends with the process and not with who calls this. */
  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const scope = { name: name || "unknown", version, schemaUrl: options?.schemaUrl };
    return this.tracers.get(scope, () => new EngineTracer(this.parts, createScope(scope, this.parts.scopeAttributes)));
  }
}

/** A parent as its child needs it. */
interface Parent extends SampledParent {
  readonly ids: Ids;
  readonly traceState: ReturnType<Span["spanContext"]>["traceState"];
}

class EngineTracer implements Tracer {
  private readonly parts: TracerParts;
  private readonly scope: Scope;

  constructor(parts: TracerParts, scope: Scope) {
    this.parts = parts;
    this.scope = scope;
  }

  startSpan(name: string, options: SpanOptions = {}, active: Context = context.active()): Span {
    if (isTracingSuppressed(active)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parent = options.root ? undefined : parentOf(trace.getSpan(active));
    const ids = childIds(parent?.ids);
    const { sink } = this.parts;
    const text = textOf(name);
    if (!this.isSampled(ids, parent, text, options)) return new UnsampledSpan(ids, parent?.traceState);
    const span = this.create(text, ids, parent, options);
    span.attributes.setAll(options.attributes, sink.limits.attributeCount);
    if (options.links !== undefined) span.addLinks(options.links);
    sink.started(span);
    return span;
  }

  private isSampled(ids: Ids, parent: Parent | undefined, name: string, { kind, attributes }: SpanOptions): boolean {
    const { sampler } = this.parts;
    if (kind === SpanKind.SERVER) {
      const path = attributes?.["url.path"];
      if (typeof path === "string")
        return sampler.request(ids, parent, textOf(attributes?.["http.request.method"]), path);
    }
    return sampler.span(ids, parent, kind ?? SpanKind.INTERNAL, name);
  }

  private create(name: string, ids: Ids, parent: Parent | undefined, { kind, startTime }: SpanOptions): EngineSpan {
    return new EngineSpan({
      sink: this.parts.sink,
      scope: this.scope,
      ids,
      parent: parent?.ids,
      parentIsRemote: parent?.isRemote ?? false,
      traceState: parent?.traceState,
      traceFlags: TraceFlags.SAMPLED,
      name,
      kind: kind ?? SpanKind.INTERNAL,
      startTime,
    });
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    parent: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> | undefined {
    const fn = rest.pop();
    if (typeof fn !== "function") return undefined;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), fn as (span: Span) => ReturnType<F>, undefined, span);
  }
}

function parentOf(span: Span | undefined): Parent | undefined {
  if (span === undefined) return undefined;
  if (span instanceof EngineSpan) return { ids: span.ids, sampled: true, isRemote: false, traceState: span.traceState };
  if (span instanceof UnsampledSpan) {
    return { ids: span.ids, sampled: false, isRemote: false, isDropped: true, traceState: span.traceState };
  }
  const spanContext = span.spanContext();
  if (!isSpanContextValid(spanContext)) return undefined;
  return {
    ids: parseIds(spanContext.traceId, spanContext.spanId),
    sampled: (spanContext.traceFlags & TraceFlags.SAMPLED) !== 0,
    isRemote: spanContext.isRemote === true,
    traceState: spanContext.traceState,
  };
}

function childIds(parent: Ids | undefined): Ids {
  const span0 = random32();
  // Never all zeros, which is no id.
  const span1 = random32() || 1;
  if (parent === undefined) {
    return { trace0: random32(), trace1: random32(), trace2: random32(), trace3: random32() || 1, span0, span1 };
  }
  const { trace0, trace1, trace2, trace3 } = parent;
  return { trace0, trace1, trace2, trace3, span0, span1 };
}
