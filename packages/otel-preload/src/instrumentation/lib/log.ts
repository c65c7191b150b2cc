import { context, type Logger, logs, ROOT_CONTEXT, SeverityNumber, type Span, trace } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { contextManager } from "../../context.ts";
import { nowMillis } from "../../engine/clock.ts";
import { Later } from "../../engine/later.ts";
import { EngineLogger } from "../../engine/logger.ts";
import { reportError } from "./errors.ts";
import { describeException, type ExceptionText } from "./exception.ts";
import { cutText, FieldList, readFields, toAttributes } from "./log-attributes.ts";
import { type AnyFunction, guarded } from "./wrap.ts";

/** One line that the program logs, before any formatting of its own. */
export interface LogEntry {
  /** The library that took it: `winston`, `pino`, `bunyan`, `console`. */
  readonly scope: string;
  readonly severity: SeverityNumber;
  /** The level as the program calls it. */
  readonly level: string;
  readonly body: unknown;
  readonly fields?: object;
  /** Fields that the record has elsewhere: level, message, what the resource says. */
  readonly leaveOut?: ReadonlySet<string>;
  readonly error?: unknown;
  /** What of the error may be shown, where the program has its own say (serializers, redaction). */
  readonly exception?: ExceptionText | undefined;
}

const maxBodyCharacters = 16_000;

let busy = false;
let consoleOff = 0;
let correlation = false;
const logged = new WeakSet();
/** The newest ones as text: bunyan and winston's child loggers log a copy of the error. */
const loggedTexts: string[] = [];
const maxLoggedTexts = 20;

/** Whether the program's own lines get `trace_id` and `span_id`: off, because its output then differs from what it is without us. */
export function setLogCorrelation(on: boolean): void {
  correlation = on;
}

/** The ids to write into a line of the program itself; `undefined` when it must stay as it is. */
export function correlationFields(): { trace_id: string; span_id: string } | undefined {
  if (!correlation) return undefined;
  const span = trace.getSpanContext(context.active());
  return span === undefined ? undefined : { trace_id: span.traceId, span_id: span.spanId };
}

/** Sends one log record with the active trace; an error that it carries at level error or above is reported as well. */
export function emitLog(entry: LogEntry): void {
  if (entry.error === undefined && postpone(entry)) return;
  emitNow(entry);
}

/** {@link emitLog} for those who know that it cannot wait. */
export function emitNow(entry: LogEntry): void {
  if (!emitRecord(entry) || entry.error === undefined || entry.severity < SeverityNumber.ERROR) return;
  guarded("error of a log record", () =>
    reportError({ error: entry.error, mechanism: "log", handled: true, extra: { logger: entry.scope } }),
  );
}

/**
 * The record alone. A line that is logged while another is being taken (by a `toJSON`, a getter, our own export) goes
 * its way without us, so that no loop can begin; then the answer is false.
 */
export function emitRecord(entry: LogEntry): boolean {
  const active = contextManager.active();
  if (busy || isTracingSuppressed(active)) return false;
  // In their order.
  waiting.catchUp();
  guarded("log record", () => emitAlone(entry, trace.getSpan(active), nowMillis()));
  return true;
}

function emitAlone(entry: LogEntry, span: Span | undefined, millis: number): void {
  const outer = busy;
  busy = true;
  try {
    emit(entry, span, millis);
  } finally {
    busy = outer;
  }
}

/** What a record is made of, in which span and when. */
interface Waiting<A, B> {
  readonly read: (a: A, b: B) => LogEntry;
  readonly a: A;
  readonly b: B;
  readonly span: Span | undefined;
  readonly millis: number;
}

const waiting = new Later("log record", ({ read, a, b, span, millis }: Waiting<never, never>) =>
  emitAlone(read(a, b), span, millis),
);

/** What {@link emitLog} does with `read(a, b)`, but later: what it reads must not change any more. Not for errors. */
export function emitLater<A, B>(read: (a: A, b: B) => LogEntry, a: A, b: B): void {
  const active = contextManager.active();
  if (busy || isTracingSuppressed(active)) return;
  const item: Waiting<A, B> = { read, a, b, span: trace.getSpan(active), millis: nowMillis() };
  waiting.push(item as unknown as Waiting<never, never>);
}

/** What a record that waits may hold of the memory. */
const maxWaitingCharacters = 4000;

/**
 * Most records are texts and numbers, which nobody can change any more. `undefined` where there is an object in it, or
 * much, or something that cannot be read. What is left out anyway may be anything.
 */
export function plainCopy<T extends object>(fields: T, leaveOut?: ReadonlySet<string>): T | undefined {
  try {
    const copy = { ...fields };
    return isPlain(copy as Readonly<Record<string, unknown>>, leaveOut) ? copy : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(fields: Readonly<Record<string, unknown>>, leaveOut: ReadonlySet<string> | undefined): boolean {
  let left = maxWaitingCharacters;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value === "string") left -= value.length;
    else if (typeof value === "function" || (typeof value === "object" && value !== null)) {
      if (leaveOut?.has(key) !== true) return false;
    }
    if (--left < 0) return false;
  }
  return true;
}

/** Leaves it to later, if it can wait. */
function postpone(entry: LogEntry): boolean {
  const { body, fields = {}, leaveOut } = entry;
  if (typeof body !== "string" || body.length > maxWaitingCharacters) return false;
  const copy = plainCopy(fields, leaveOut);
  if (copy === undefined) return false;
  emitLater(withFields, entry, copy);
  return true;
}

function withFields(entry: LogEntry, fields: object): LogEntry {
  return { ...entry, fields };
}

function emit(entry: LogEntry, span: Span | undefined, millis: number): void {
  const fields = entry.fields === undefined ? new FieldList() : readFields(entry.fields, entry.leaveOut);
  dropKnownIds(fields, span);
  if (entry.error !== undefined) addException(fields, entry);
  const { severity, level } = entry;
  const body = bodyText(entry.body, fields);
  const logger = loggerOf(entry.scope);
  if (logger instanceof EngineLogger) {
    logger.line({ severity, level, body, millis, fields, span });
    return;
  }
  const attributes = fields.toObject();
  const within = span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
  logger.emit({ severityNumber: severity, severityText: level, body, attributes, context: within, timestamp: millis });
}

// The provider makes a text of every request for a logger.
const loggers = new Map<string, Logger>();

function loggerOf(scope: string): Logger {
  let logger = loggers.get(scope);
  if (logger === undefined) {
    logger = logs.getLogger(scope);
    loggers.set(scope, logger);
  }
  return logger;
}

function addException(fields: FieldList, entry: LogEntry): void {
  if (typeof entry.error === "object" && entry.error !== null) logged.add(entry.error);
  const { type, message, stacktrace } = entry.exception ?? describeException(entry.error);
  loggedTexts.push(`${type}: ${message}`);
  if (loggedTexts.length > maxLoggedTexts) loggedTexts.shift();
  fields.set("exception.type", type);
  fields.set("exception.message", cutText(message));
  if (stacktrace !== undefined) fields.set("exception.stacktrace", cutText(stacktrace));
}

/** A line without a message shows its fields: an empty line in a log view helps nobody. */
function bodyText(body: unknown, fields: FieldList): string {
  if (typeof body === "string" && body !== "") return cutText(body, maxBodyCharacters);
  if (body !== undefined && body !== null && body !== "") {
    const { body: value } = toAttributes({ body });
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  }
  const message = fields.get("exception.message");
  if (typeof message === "string") return message;
  return fields.keys.length === 0 ? "" : cutText(JSON.stringify(fields.toObject()), 1000);
}

/** A program that writes the ids into its lines itself: the record has them already. */
function dropKnownIds(fields: FieldList, span: Span | undefined): void {
  const traceId = fields.get("trace_id");
  if (traceId === undefined || traceId !== span?.spanContext().traceId) return;
  for (const name of ["trace_id", "span_id", "trace_flags"]) fields.delete(name);
}

/** Whether this error has been sent with a log record of late. */
export function wasLogged(thrown: unknown): boolean {
  if (typeof thrown === "object" && thrown !== null && logged.has(thrown)) return true;
  const { type, message } = describeException(thrown);
  return loggedTexts.includes(`${type}: ${message}`);
}

/** Runs a logger's own writing: what it puts on the console has been taken already. */
export function applyWithoutConsole(write: AnyFunction, self: unknown, args: unknown[]): unknown {
  consoleOff++;
  try {
    return write.apply(self, args) as unknown;
  } finally {
    consoleOff--;
  }
}

export function isConsoleOff(): boolean {
  return consoleOff > 0;
}
