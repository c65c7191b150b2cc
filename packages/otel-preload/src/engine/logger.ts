import {
  type AnyValue,
  context,
  createNoopLogger,
  isSpanContextValid,
  type Logger,
  type LoggerOptions,
  type LoggerProvider,
  type LogRecord,
  type Span,
  type SpanContext,
  trace,
} from "@opentelemetry/api";
import { isDouble } from "../app-instrumentations.ts";
import type { LimitsConfig } from "../config.ts";
import { toAttributes } from "../instrumentation/lib/log-attributes.ts";
import { ourAttributeNames } from "../names.ts";
import type { Redactor } from "../redact.ts";
import { snapshot } from "./attribute-list.ts";
import { AttributeWriter } from "./attributes.ts";
import type { ByteWriter } from "./bytes.ts";
import { nowMillis } from "./clock.ts";
import { describeException } from "./exception.ts";
import { writeCount, writeMoment, writeSpanId, writeTextField, writeTraceId } from "./field.ts";
import { type Ids, parseIds } from "./ids.ts";
import { attempt, nameOf, severityOf, warnOfThrown } from "./given.ts";
import type { Outbox } from "./outbox.ts";
import { createScope, type Scope, Scopes } from "./scope.ts";
import { EngineSpan } from "./span.ts";
import { millisOf } from "./time.ts";
import { type ValueRules, writeText, writeValue } from "./value.ts";

// Tags of opentelemetry.proto.logs.v1.LogRecord.
const tags = {
  record: 18,
  time: 9,
  severityNumber: 16,
  severityText: 26,
  body: 42,
  attributes: 50,
  droppedAttributes: 56,
  flags: 69,
  traceId: 74,
  spanId: 82,
  observedTime: 89,
  eventName: 98,
} as const;

/** Three bytes each at most: Loki refuses lines above 256 KB. */
const maxBodyLength = 80_000;

/** A record as those see it who look on: Sentry's trail. */
export interface SeenRecord {
  readonly scope: string;
  readonly millis: number;
  readonly severity: number;
  readonly body: AnyValue;
  readonly spanContext: SpanContext | undefined;
}

export type RecordObserver = (record: SeenRecord) => void;

export interface LoggerParts {
  readonly limits: LimitsConfig;
  readonly redactor: Redactor;
  readonly outbox: Outbox | undefined;
  readonly observers: readonly RecordObserver[];
  readonly scopeAttributes: AttributeWriter;
  /** Delivers what was emitted. */
  readonly flush: () => Promise<void>;
}

/** `logs.getLogger` ends here. */
export class EngineLoggerProvider implements LoggerProvider {
  private readonly loggers = new Scopes<Logger>();
  private readonly sink: RecordSink;
  private readonly scopeAttributes: AttributeWriter;
  private readonly flush: () => Promise<void>;

  constructor(parts: LoggerParts) {
    this.sink = new RecordSink(parts);
    this.scopeAttributes = parts.scopeAttributes;
    this.flush = parts.flush;
  }

  forceFlush(): Promise<void> {
    return this.flush();
  }

  /** As that of the tracer provider: recording goes on. */
  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    if (isDouble(name)) return createNoopLogger();
    const given = attempt("the options of a logger", () => {
      return { schemaUrl: nameOf(options?.schemaUrl), attributes: toAttributes(options?.attributes ?? {}) };
    });
    const scope = { name: nameOf(name) || "unknown", version: nameOf(version), schemaUrl: undefined, ...given };
    return this.loggers.get(scope, (parts) => {
      return new EngineLogger(this.sink, createScope(parts, this.scopeAttributes));
    });
  }
}

/** A line of a logging library whose texts are cut and whose values nobody changes any more. */
export interface LogLine {
  readonly severity: number;
  readonly level: string;
  readonly body: string;
  /** Since 1970. */
  readonly millis: number;
  /** Names and values, side by side. */
  readonly fields: { readonly keys: readonly string[]; readonly values: readonly AnyValue[] };
  readonly span: Span | undefined;
}

export class EngineLogger implements Logger {
  private readonly sink: RecordSink;
  private readonly scope: Scope;

  constructor(sink: RecordSink, scope: Scope) {
    this.sink = sink;
    this.scope = scope;
  }

  emit(record: LogRecord): void {
    try {
      this.sink.emit(this.scope, record);
    } catch (thrown) {
      warnOfThrown("a log record", thrown);
    }
  }

  /** What {@link emit} does, without an object for the attributes and without copies of their values. */
  line(line: LogLine): void {
    this.sink.line(this.scope, line);
  }

  enabled(): boolean {
    return true;
  }
}

class RecordSink {
  private readonly limits: LimitsConfig;
  private readonly outbox: Outbox | undefined;
  private readonly observers: readonly RecordObserver[];
  private readonly attributes: AttributeWriter;
  private readonly rules: ValueRules;
  /** A body is the line itself: no limit of attributes holds. */
  private readonly bodyRules: ValueRules;

  constructor({ limits, redactor, outbox, observers }: LoggerParts) {
    this.limits = limits;
    this.outbox = outbox;
    this.observers = observers;
    this.rules = { redactor, maxTextLength: limits.logAttributeValueLength };
    this.bodyRules = { redactor, maxTextLength: maxBodyLength };
    this.attributes = new AttributeWriter(tags.attributes, this.rules);
  }

  emit(scope: Scope, record: LogRecord): void {
    const span = spanOf(record);
    const now = nowMillis();
    const givenObserved = record.observedTimestamp === undefined ? now : millisOf(record.observedTimestamp);
    const observed = Number.isNaN(givenObserved) ? now : givenObserved;
    const given = record.timestamp === undefined ? observed : millisOf(record.timestamp);
    const millis = Number.isNaN(given) ? now : given;
    const isReplaced = Number.isNaN(givenObserved + given);
    if (this.observers.length > 0) {
      this.show(scope, { millis, severity: severityOf(record.severityNumber), body: record.body }, span);
    }
    this.outbox?.add(scope, this.write, { record, span, millis, observed, isReplaced });
  }

  line(scope: Scope, line: LogLine): void {
    if (this.observers.length > 0) this.show(scope, line, line.span);
    this.outbox?.add(scope, this.writeLine, line);
  }

  private show(scope: Scope, seen: Pick<SeenRecord, "millis" | "severity" | "body">, span: Span | undefined): void {
    const { millis, severity, body } = seen;
    const record = { scope: scope.name, millis, severity, body, spanContext: span?.spanContext() };
    for (const observer of this.observers) observer(record);
  }

  private readonly writeLine = (writer: ByteWriter, line: LogLine): void => {
    writer.byte(tags.record);
    const from = writer.open();
    writeMoment(writer, tags.time, line.millis);
    writeCount(writer, tags.severityNumber, line.severity);
    if (line.level !== "") writeTextField(writer, tags.severityText, line.level);
    writer.byte(tags.body);
    writeText(writer, this.rules.redactor.text(line.body));
    const { keys, values } = line.fields;
    const count = Math.min(keys.length, this.limits.logAttributeCount);
    for (let at = 0; at < count; at++) this.attributes.write(writer, keys[at] as string, values[at]);
    writeCount(writer, tags.droppedAttributes, keys.length - count);
    writeSpan(writer, line.span);
    writeMoment(writer, tags.observedTime, line.millis);
    writer.close(from);
  };

  private readonly write = (writer: ByteWriter, { record, span, millis, observed, isReplaced }: Moment): void => {
    writer.byte(tags.record);
    const from = writer.open();
    writeMoment(writer, tags.time, millis);
    writeCount(writer, tags.severityNumber, severityOf(record.severityNumber));
    const severityText = nameOf(record.severityText);
    if (severityText !== "") writeTextField(writer, tags.severityText, severityText);
    if (record.body !== undefined && record.body !== null) {
      writer.byte(tags.body);
      // It has no name that could make it a secret.
      writeValue(writer, "", snapshot("body", record.body), this.bodyRules);
    }
    this.writeAttributes(writer, record);
    if (isReplaced) this.attributes.write(writer, ourAttributeNames.timeReplaced, true);
    writeSpan(writer, span);
    writeMoment(writer, tags.observedTime, observed);
    const eventName = nameOf(record.eventName);
    if (eventName !== "") writeTextField(writer, tags.eventName, eventName);
    writer.close(from);
  };

  private writeAttributes(writer: ByteWriter, { attributes, exception }: LogRecord): void {
    // Many records have none, and then nothing is made that would be garbage at once.
    if (attributes === undefined && exception === undefined) return;
    this.writeGiven(writer, attributes ?? {}, exception);
  }

  private writeGiven(writer: ByteWriter, attributes: NonNullable<LogRecord["attributes"]>, exception: unknown): void {
    let left = this.limits.logAttributeCount;
    let dropped = 0;
    const write = (key: string, value: unknown): void => {
      if (value === undefined || value === null) return;
      if (left <= 0) {
        dropped++;
        return;
      }
      const kept = snapshot(key, value);
      if (kept === undefined) return;
      left--;
      this.attributes.write(writer, key, kept);
    };
    attempt("the attributes of a log record", () => {
      if (typeof attributes !== "object") return;
      for (const key of Object.keys(attributes)) write(key, attributes[key]);
    });
    const described = describeException(exception);
    for (const key of Object.keys(described)) if (!Object.hasOwn(attributes, key)) write(key, described[key]);
    writeCount(writer, tags.droppedAttributes, dropped);
  }
}

interface Moment {
  readonly record: LogRecord;
  readonly span: Span | undefined;
  readonly millis: number;
  readonly observed: number;
  readonly isReplaced: boolean;
}

function spanOf(record: LogRecord): Span | undefined {
  try {
    return trace.getSpan(record.context ?? context.active());
  } catch (thrown) {
    warnOfThrown("the context of a log record", thrown);
    return undefined;
  }
}

function writeSpan(writer: ByteWriter, span: Span | undefined): void {
  if (span === undefined) return;
  if (span instanceof EngineSpan) return writeIds(writer, span.ids, span.traceFlags);
  const spanContext = span.spanContext();
  if (!isSpanContextValid(spanContext)) return;
  writeIds(writer, parseIds(spanContext.traceId, spanContext.spanId), spanContext.traceFlags);
}

function writeIds(writer: ByteWriter, ids: Ids, flags: number): void {
  writer.byte(tags.flags);
  writer.fixed32(flags);
  writeTraceId(writer, tags.traceId, ids);
  writeSpanId(writer, tags.spanId, ids);
}
