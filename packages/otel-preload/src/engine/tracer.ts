import {
  type Attributes,
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
import { doubleTracer, isDouble } from "../app-instrumentations.ts";
import * as diag from "../diag.ts";
import { withSpan } from "../context.ts";
import type { AttributeWriter } from "./attributes.ts";
import { attempt, kindOf, nameOf } from "./given.ts";
import { parseIds } from "./ids.ts";
import type { Sampler } from "./sampler.ts";
import { createScope, type Scope, Scopes } from "./scope.ts";
import { EngineSpan, type SpanOrigin, type SpanParent } from "./span.ts";
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
    if (isDouble(name)) return doubleTracer;
    const schemaUrl = attempt("the options of a tracer", () => nameOf(options?.schemaUrl));
    const scope = { name: nameOf(name) || "unknown", version: nameOf(version), schemaUrl };
    return this.tracers.get(
      scope,
      (parts) => new EngineTracer(this.parts, createScope(parts, this.parts.scopeAttributes)),
    );
  }
}

/** A tracer of ours; instrumentations that make their spans themselves take the parts. */
export class EngineTracer implements Tracer {
  readonly sampler: Sampler;
  readonly origin: SpanOrigin;

  constructor({ sink, sampler }: TracerParts, scope: Scope) {
    this.sampler = sampler;
    this.origin = { sink, scope };
  }

  startSpan(name: string, options?: SpanOptions | null, active: Context = context.active()): Span {
    try {
      return this.begin(nameOf(name), options ?? {}, active);
    } catch (thrown) {
      // Options or a context that throw: the application must not notice.
      diag.warnOnce(`a span could not begin: ${diag.describeError(thrown)}; it is left out`);
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
  }

  private begin(name: string, options: SpanOptions, active: Context): Span {
    if (isTracingSuppressed(active)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    const parent = options.root ? undefined : parentOf(trace.getSpan(active));
    const { sink } = this.origin;
    const span = new EngineSpan(this.origin, parent, name, kindOf(options.kind));
    if (!this.isSampled(span, parent, options.attributes)) return new UnsampledSpan(span, parent?.traceState);
    if (options.startTime !== undefined) span.startAt(options.startTime);
    if (options.attributes) span.attributes.setAll(options.attributes, sink.limits.attributeCount);
    if (options.links !== undefined) span.addLinks(options.links);
    sink.started(span);
    return span;
  }

  private isSampled(span: EngineSpan, parent: SpanParent | undefined, attributes: Attributes | undefined): boolean {
    const path = span.kind === SpanKind.SERVER ? attributes?.["url.path"] : undefined;
    return typeof path === "string"
      ? this.sampler.request(span, parent, textOf(attributes?.["http.request.method"]), path)
      : this.sampler.span(span, parent, span.kind, span.name);
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
    return context.with(withSpan(parent, span), fn as (span: Span) => ReturnType<F>, undefined, span);
  }
}

/** What a child needs of the span above it; none of a span without a valid context. */
export function parentOf(span: Span | undefined): SpanParent | undefined {
  if (span === undefined || span instanceof EngineSpan) return span;
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
