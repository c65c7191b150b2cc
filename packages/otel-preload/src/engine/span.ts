import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import * as diag from "../diag.ts";
import { AttributeList } from "./attribute-list.ts";
import { nowMillis } from "./clock.ts";
import { describeException } from "./exception.ts";
import { type Ids, hex32 } from "./ids.ts";
import type { Scope } from "./scope.ts";
import type { SpanSink } from "./span-sink.ts";
import { textOf } from "./text.ts";
import { millisOf } from "./time.ts";

/** An event or link with its attributes, as they are written. */
export interface SpanEvent {
  readonly name: string;
  readonly millis: number;
  readonly attributes: AttributeList;
}

export interface SpanLink {
  readonly context: SpanContext;
  readonly attributes: AttributeList;
}

/** What a span is born with. */
export interface SpanBirth {
  readonly sink: SpanSink;
  readonly scope: Scope;
  readonly ids: Ids;
  readonly parent: Ids | undefined;
  readonly parentIsRemote: boolean;
  readonly traceState: SpanContext["traceState"];
  readonly traceFlags: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTime: TimeInput | undefined;
}

/** A recording span: it keeps what it is told until it ends, and is bytes from then on. */
export class EngineSpan implements Span {
  readonly scope: Scope;
  readonly ids: Ids;
  readonly parent: Ids | undefined;
  readonly parentIsRemote: boolean;
  readonly traceState: SpanContext["traceState"];
  readonly traceFlags: number;
  readonly kind: SpanKind;
  readonly startMillis: number;
  readonly attributes: AttributeList = new AttributeList();
  name: string;
  endMillis = 0;
  status: SpanStatus = unset;
  events: SpanEvent[] | undefined;
  links: SpanLink[] | undefined;
  droppedEvents = 0;
  droppedLinks = 0;
  private readonly sink: SpanSink;
  private readonly startMonotonic: number;
  private readonly hasOwnStart: boolean;
  private context: SpanContext | undefined;
  private ended = false;

  constructor(birth: SpanBirth) {
    this.sink = birth.sink;
    this.scope = birth.scope;
    this.ids = birth.ids;
    this.parent = birth.parent;
    this.parentIsRemote = birth.parentIsRemote;
    this.traceState = birth.traceState;
    this.traceFlags = birth.traceFlags;
    this.name = birth.name;
    this.kind = birth.kind;
    this.startMonotonic = performance.now();
    this.hasOwnStart = birth.startTime !== undefined;
    this.startMillis = this.hasOwnStart ? millisOf(birth.startTime) : nowMillis(this.startMonotonic);
  }

  spanContext(): SpanContext {
    return (this.context ??= this.describe());
  }

  private describe(): SpanContext {
    const { trace0, trace1, trace2, trace3, span0, span1 } = this.ids;
    return {
      traceId: hex32(trace0) + hex32(trace1) + hex32(trace2) + hex32(trace3),
      spanId: hex32(span0) + hex32(span1),
      traceFlags: this.traceFlags,
      ...(this.traceState !== undefined && { traceState: this.traceState }),
    };
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.isOver("setAttribute")) this.attributes.set(key, value, this.sink.limits.attributeCount);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.isOver("setAttributes")) this.attributes.setAll(attributes, this.sink.limits.attributeCount);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.isOver("addEvent")) return this;
    const isTime = isTimeInput(attributesOrTime);
    this.events ??= [];
    const { eventCount, attributesPerEvent } = this.sink.limits;
    if (eventCount === 0) {
      this.droppedEvents++;
      return this;
    }
    // The newest say most about how it ended.
    if (this.events.length >= eventCount) {
      this.events.shift();
      this.droppedEvents++;
    }
    const attributes = new AttributeList();
    if (!isTime) attributes.setAll(attributesOrTime, attributesPerEvent);
    this.events.push({ name: textOf(name), millis: this.momentOf(isTime ? attributesOrTime : time), attributes });
    return this;
  }

  addLink(link: Link): this {
    if (this.isOver("addLink") || link?.context === undefined) return this;
    this.links ??= [];
    const { linkCount, attributesPerLink } = this.sink.limits;
    if (linkCount === 0) {
      this.droppedLinks++;
      return this;
    }
    if (this.links.length >= linkCount) {
      this.links.shift();
      this.droppedLinks++;
    }
    const attributes = new AttributeList();
    attributes.setAll(link.attributes, attributesPerLink);
    attributes.dropped += link.droppedAttributesCount ?? 0;
    this.links.push({ context: link.context, attributes });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (this.isOver("setStatus") || status?.code === undefined) return this;
    // Specification, "Set Status": Ok is final, Unset is ignored.
    if (this.status.code === SpanStatusCode.OK || status.code === SpanStatusCode.UNSET) return this;
    const message =
      status.code === SpanStatusCode.ERROR && typeof status.message === "string" ? status.message : undefined;
    this.status = { code: status.code, ...(message !== undefined && { message }) };
    return this;
  }

  updateName(name: string): this {
    if (!this.isOver("updateName")) this.name = textOf(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = describeException(exception);
    if (attributes["exception.type"] === undefined && attributes["exception.message"] === undefined) {
      diag.warnOnce(`recordException: expected an error or a text, got ${typeof exception}; it is left out`);
    } else this.addEvent("exception", attributes, time);
  }

  isRecording(): boolean {
    return !this.ended;
  }

  end(endTime?: TimeInput): void {
    if (this.isOver("end")) return;
    const end = this.momentOf(endTime);
    this.ended = true;
    if (end < this.startMillis) {
      diag.warnOnce(`span ${JSON.stringify(this.name)} ends before it starts; its duration becomes 0`);
    }
    this.endMillis = Math.max(end, this.startMillis);
    this.sink.ended(this);
  }

  /** Durations come from the monotonic clock as long as nobody gives times of his own. */
  private momentOf(time: TimeInput | undefined): number {
    if (time !== undefined) return millisOf(time);
    if (this.hasOwnStart) return nowMillis();
    return this.startMillis + performance.now() - this.startMonotonic;
  }

  private isOver(operation: string): boolean {
    if (this.ended) diag.debug(`${operation} on span ${JSON.stringify(this.name)}, which has ended; it is ignored`);
    return this.ended;
  }
}

const unset: SpanStatus = { code: SpanStatusCode.UNSET };

function isTimeInput(value: unknown): value is TimeInput {
  return (
    typeof value === "number" ||
    value instanceof Date ||
    (Array.isArray(value) && value.length === 2 && typeof value[0] === "number")
  );
}
