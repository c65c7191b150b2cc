import { type Context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AttributeList } from "../../engine/attribute-list.ts";
import type { AttributeWriter } from "../../engine/attributes.ts";
import type { ByteWriter } from "../../engine/bytes.ts";
import { Later } from "../../engine/later.ts";
import { EngineSpan, type SpanOrigin, type SpanParent } from "../../engine/span.ts";
import { parentOf } from "../../engine/tracer.ts";
import { UnsampledSpan } from "../../engine/unsampled-span.ts";
import { exemplifiesUnsampled } from "../../metrics/duration/histogram.ts";
import { knownMethod } from "../lib/http-method.ts";
import { engineTracer, errorType, recordError } from "../lib/telemetry.ts";
import { guarded } from "../lib/wrap.ts";
import { type ClientOutcome, type ClientServer, type ClientShape, clientShapeOf } from "./shape.ts";

/** More than a client span has of its own. */
const ownAttributes = 10;

/** One outgoing HTTP request, whichever client sends it; its path with its query. */
export interface ClientTarget extends ClientServer {
  readonly method: string;
  readonly path: string;
}

/**
 * An outgoing request and its span. Its attributes are no objects: they are bytes that requests like it share, but for
 * its address. Status 4xx and 5xx are errors (semantic conventions, client spans).
 */
export class HttpClientSpan extends EngineSpan {
  /** What is sent on: this span, or one that is not kept. */
  span: Span = this;
  /** For clients that tell of the status before the end. */
  statusCode: number | undefined = undefined;
  private readonly shape: ClientShape;
  private readonly asked: string;
  private readonly path: string;
  private outcome: ClientOutcome | undefined = undefined;
  private failure: string | undefined = undefined;
  private protocolVersion: string | undefined = undefined;
  private durationMillis: number = Number.NaN;
  private isFinished = false;
  /** False for one that is not kept, or was ended by the application. */
  private isOurs = false;

  constructor(origin: SpanOrigin, parent: SpanParent | undefined, target: ClientTarget) {
    const asked = target.method.toUpperCase();
    const shape = clientShapeOf(knownMethod(asked), target);
    super(origin, parent, shape.spanName, SpanKind.CLIENT);
    this.shape = shape;
    this.asked = asked;
    this.path = target.path;
  }

  /** Ends span and measurement; later calls do nothing. */
  finish(status: number | undefined, error?: unknown, protocolVersion?: string): void {
    if (this.isFinished) return;
    this.isFinished = true;
    const isFailed = status !== undefined && status >= 400;
    const failure = error === undefined ? (isFailed ? String(status) : undefined) : errorType(error);
    this.statusCode = status;
    this.failure = failure;
    this.protocolVersion = protocolVersion;
    this.durationMillis = this.age;
    if (this.span === this) {
      if (error !== undefined) guarded("http client error", () => recordError(this, error));
      else if (isFailed) this.setStatus({ code: SpanStatusCode.ERROR });
      this.isOurs = this.stop(this.durationMillis);
    }
    finished.push(this);
  }

  /** Measures the request, and writes the span if it is kept. */
  record(): void {
    const { durationMillis } = this;
    const outcome = this.shape.outcome(this.statusCode, this.failure, this.protocolVersion);
    const isKept = this.span === this;
    const exemplary = isKept || exemplifiesUnsampled() ? this : undefined;
    outcome.series.record(durationMillis / 1000, this.startMillis + durationMillis, exemplary);
    if (!this.isOurs) return;
    this.outcome = outcome;
    this.list?.setAll(outcome.attributes, this.origin.sink.limits.attributeCount);
    this.handOver();
  }

  private get url(): string {
    return this.shape.origin + this.path;
  }

  private get original(): string | undefined {
    return this.asked === this.shape.method ? undefined : this.asked;
  }

  /** For those who ask or add to it: most spans are written without ever having a list. */
  override get attributes(): AttributeList {
    if (this.list !== undefined) return this.list;
    const { attributeCount } = this.origin.sink.limits;
    const list = new AttributeList();
    list.setAll(this.shape.attributes, attributeCount);
    list.set("url.full", this.url, attributeCount);
    list.set("http.request.method_original", this.original, attributeCount);
    list.setAll(this.outcome?.attributes, attributeCount);
    this.list = list;
    return list;
  }

  override writeAttributes(writer: ByteWriter, attributes: AttributeWriter): void {
    if (this.list !== undefined || this.origin.sink.limits.attributeCount < ownAttributes) {
      return this.attributes.write(writer, attributes);
    }
    (this.outcome ?? this.shape).encoded.write(writer, attributes);
    attributes.write(writer, "url.full", this.url);
    if (this.original !== undefined) attributes.write(writer, "http.request.method_original", this.original);
  }
}

const finished = new Later("http client span", (span: HttpClientSpan) => span.record());

/** Begins the span of a request below the active one. `undefined` where another engine was registered before us. */
export function startClientSpan(target: ClientTarget, active: Context): HttpClientSpan | undefined {
  const tracer = engineTracer();
  if (tracer === undefined) return undefined;
  const parent = parentOf(trace.getSpan(active));
  const span = new HttpClientSpan(tracer.origin, parent, target);
  if (tracer.sampler.span(span, parent, span.kind, span.name)) tracer.origin.sink.started(span);
  else span.span = new UnsampledSpan(span, span.traceState);
  return span;
}
