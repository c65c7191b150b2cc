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
  TraceFlags,
} from "@opentelemetry/api";
import * as diag from "../diag.ts";
import { ourAttributeNames } from "../names.ts";
import { AttributeList } from "./attribute-list.ts";
import { monotonicMillis, nowMillis } from "./clock.ts";
import { describeException } from "./exception.ts";
import type { AttributeWriter } from "./attributes.ts";
import type { ByteWriter } from "./bytes.ts";
import { countOf, nameOf, readLink, readStatus } from "./given.ts";
import { type Ids, random32, spanIdOf, traceIdOf } from "./ids.ts";
import type { SampledParent } from "./sampler.ts";
import type { Scope } from "./scope.ts";
import type { SpanSink } from "./span-sink.ts";
import { isTimeInput, millisOf } from "./time.ts";

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

/** Where a span comes from: its tracer. */
export interface SpanOrigin {
  readonly sink: SpanSink;
  readonly scope: Scope;
}

/** A parent as its child needs it. */
export interface SpanParent extends SampledParent {
  readonly ids: Ids;
  readonly traceState: SpanContext["traceState"];
}

/** A recording span: it keeps what it is told until it ends, and then becomes bytes. */
export class EngineSpan implements Span, SpanParent, Ids {
  readonly trace0: number;
  readonly trace1: number;
  readonly trace2: number;
  readonly trace3: number;
  readonly span0: number;
  readonly span1: number;
  /** Both 0 for a root. */
  readonly parent0: number;
  readonly parent1: number;
  readonly parentIsRemote: boolean;
  readonly traceState: SpanContext["traceState"];
  readonly kind: SpanKind;
  name: string;
  startMillis: number;
  endMillis: number = Number.NaN;
  status: SpanStatus = unset;
  /** None until there is one: instrumentations that know their own shape write it when the span ends. */
  list: AttributeList | undefined = undefined;
  events: SpanEvent[] | undefined = undefined;
  links: SpanLink[] | undefined = undefined;
  droppedEvents = 0;
  droppedLinks = 0;
  protected readonly origin: SpanOrigin;
  /** NaN for a span that was given its start: then the clocks have nothing to do with each other. */
  private startMonotonic: number;
  private context: SpanContext | undefined = undefined;
  private ended = false;

  constructor(origin: SpanOrigin, parent: SpanParent | undefined, name: string, kind: SpanKind) {
    this.origin = origin;
    this.name = name;
    this.kind = kind;
    if (parent === undefined) {
      this.trace0 = random32();
      this.trace1 = random32();
      this.trace2 = random32();
      // Never all zeros, which is no id.
      this.trace3 = random32() || 1;
      this.parent0 = 0;
      this.parent1 = 0;
      this.parentIsRemote = false;
      this.traceState = undefined;
    } else {
      const { ids } = parent;
      this.trace0 = ids.trace0;
      this.trace1 = ids.trace1;
      this.trace2 = ids.trace2;
      this.trace3 = ids.trace3;
      this.parent0 = ids.span0;
      this.parent1 = ids.span1;
      this.parentIsRemote = parent.isRemote;
      this.traceState = parent.traceState;
    }
    this.span0 = random32();
    this.span1 = random32() || 1;
    this.startMonotonic = monotonicMillis();
    this.startMillis = nowMillis(this.startMonotonic);
  }

  get ids(): Ids {
    return this;
  }

  get sampled(): true {
    return true;
  }

  get isRemote(): false {
    return false;
  }

  get scope(): Scope {
    return this.origin.scope;
  }

  get traceFlags(): number {
    return TraceFlags.SAMPLED;
  }

  get attributes(): AttributeList {
    return (this.list ??= new AttributeList());
  }

  /** It began before now: a reading of the monotonic clock, and what that was in milliseconds since 1970. */
  beganAt(monotonic: number, millis: number): void {
    this.startMonotonic = monotonic;
    this.startMillis = millis;
  }

  /** It began at another time than now. */
  startAt(time: TimeInput): void {
    this.startMonotonic = Number.NaN;
    const millis = this.given(time);
    this.startMillis = Number.isNaN(millis) ? nowMillis() : millis;
  }

  /** Milliseconds since it began. */
  get age(): number {
    return monotonicMillis() - this.startMonotonic;
  }

  /** What is written of its attributes; those of a subclass may never have been a list. */
  writeAttributes(writer: ByteWriter, attributes: AttributeWriter): void {
    this.list?.write(writer, attributes);
  }

  spanContext(): SpanContext {
    return (this.context ??= this.describe());
  }

  private describe(): SpanContext {
    return {
      traceId: traceIdOf(this),
      spanId: spanIdOf(this),
      traceFlags: this.traceFlags,
      ...(this.traceState !== undefined && { traceState: this.traceState }),
    };
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.isOver("setAttribute")) this.attributes.set(key, value, this.origin.sink.limits.attributeCount);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.isOver("setAttributes")) this.attributes.setAll(attributes, this.origin.sink.limits.attributeCount);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.isOver("addEvent")) return this;
    const isTime = isTimeInput(attributesOrTime);
    this.events ??= [];
    const { eventCount, attributesPerEvent } = this.origin.sink.limits;
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
    this.events.push({ name: nameOf(name), millis: this.momentOf(isTime ? attributesOrTime : time), attributes });
    return this;
  }

  addLink(link: Link): this {
    if (this.isOver("addLink")) return this;
    const { linkCount, attributesPerLink } = this.origin.sink.limits;
    const made = readLink(link, attributesPerLink);
    if (made === undefined) return this;
    this.links ??= [];
    if (this.links.length >= linkCount) {
      this.links.shift();
      this.droppedLinks++;
    }
    if (linkCount > 0) this.links.push(made);
    return this;
  }

  addLinks(links: Link[]): this {
    const count = countOf(links);
    // The newest are kept anyway.
    const first = Math.max(0, count - this.origin.sink.limits.linkCount);
    this.droppedLinks += this.ended ? 0 : first;
    for (let at = first; at < count; at++) this.addLink(links[at] as Link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    if (this.isOver("setStatus")) return this;
    const read = readStatus(status);
    // Specification, "Set Status": Ok is final, Unset is ignored.
    if (read !== undefined && this.status.code !== SpanStatusCode.OK) this.status = read;
    return this;
  }

  updateName(name: string): this {
    if (!this.isOver("updateName")) this.name = nameOf(name);
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
    if (end < this.startMillis) {
      diag.warnOnce(`span ${JSON.stringify(this.name.slice(0, 100))} ends before it starts; its duration becomes 0`);
    }
    this.ended = true;
    this.endMillis = Math.max(end, this.startMillis);
    this.handOver();
  }

  /** For those who have measured the duration anyway; {@link handOver} follows. False when it had ended before. */
  stop(durationMillis: number): boolean {
    if (this.isOver("end")) return false;
    this.ended = true;
    this.endMillis = this.startMillis + durationMillis;
    return true;
  }

  /** To be written, once. */
  handOver(): void {
    this.origin.sink.ended(this);
  }

  /** Durations come from the monotonic clock as long as nobody gives times of his own. */
  private momentOf(time: TimeInput | undefined): number {
    const millis = time === undefined ? Number.NaN : this.given(time);
    if (!Number.isNaN(millis)) return millis;
    if (Number.isNaN(this.startMonotonic)) return nowMillis();
    return this.startMillis + monotonicMillis() - this.startMonotonic;
  }

  /** NaN when that is no time, which the span then says. */
  private given(time: TimeInput): number {
    const millis = millisOf(time);
    if (Number.isNaN(millis)) {
      this.attributes.set(ourAttributeNames.timeReplaced, true, this.origin.sink.limits.attributeCount);
    }
    return millis;
  }

  private isOver(operation: string): boolean {
    if (this.ended) diag.debug(`${operation} on span ${JSON.stringify(this.name)}, which has ended; it is ignored`);
    return this.ended;
  }
}

const unset: SpanStatus = { code: SpanStatusCode.UNSET };
