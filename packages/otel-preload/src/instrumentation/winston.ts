import { format } from "node:util";
import type { FilePatch } from "../module-hook/index.ts";
import { errorFromText, isError } from "./lib/exception.ts";
import { applyWithoutConsole, correlationFields, emitLater, emitNow, type LogEntry, plainCopy } from "./lib/log.ts";
import { severityOfRank } from "./lib/severity.ts";
import { type AnyFunction, warnOfFailure, wrapMethod } from "./lib/wrap.ts";

/** What `winston` leaves on a record besides its fields (package triple-beam). */
const levelKey = Symbol.for("level");
const splatKey = Symbol.for("splat");

interface Info {
  readonly level?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
  readonly exception?: unknown;
  readonly rejection?: unknown;
  readonly [levelKey]?: unknown;
  readonly [splatKey]?: unknown;
}

interface WinstonLogger {
  readonly silent?: boolean;
  readonly level: string;
  readonly levels: Readonly<Record<string, number>>;
  /** Made anew each time it is read. */
  readonly transports: Transports;
}

type Transports = readonly { readonly level?: string; readonly silent?: boolean }[];

/**
 * Every record passes `Logger.prototype.write` once, whichever logger or child it was given to, before any format and
 * any transport: there it is taken. No transport is added, so no options object of the application changes.
 */
export const patches: readonly FilePatch[] = [
  { packageName: "winston", path: "lib/winston/logger.js", majors: [3, 3], patch: patchLogger },
  { packageName: "winston", path: "lib/winston/transports/console.js", majors: [3, 3], patch: patchConsoleTransport },
];

function patchLogger(Logger: unknown): unknown {
  wrapMethod((Logger as { prototype: object }).prototype, "write", wrapWrite);
  return Logger;
}

function wrapWrite(original: AnyFunction): AnyFunction {
  return function write(this: WinstonLogger, ...args: unknown[]) {
    const info = args[0];
    if (typeof info !== "object" || info === null) return original.apply(this, args) as unknown;
    const { transports } = this;
    args[0] = seen(this, transports, info);
    // Without a transport winston complains about the record on the console: it has been taken.
    if (transports.length === 0) return applyWithoutConsole(original, this, args);
    return original.apply(this, args) as unknown;
  };
}

/** The record is taken; what goes on to the transports. */
function seen(logger: WinstonLogger, transports: Transports, info: object): object {
  try {
    if (isWritten(logger, transports, levelOf(info))) take(logger, info);
    return correlated(info) ?? info;
  } catch (thrown) {
    warnOfFailure("winston record", thrown);
    return info;
  }
}

/** With `forceConsole` it writes through the console. */
function patchConsoleTransport(Transport: unknown): unknown {
  wrapMethod((Transport as { prototype: object }).prototype, "log", (original) => {
    return function log(this: unknown, ...args: unknown[]) {
      return applyWithoutConsole(original, this, args);
    };
  });
  return Transport;
}

function take(logger: WinstonLogger, info: Info): void {
  const copy = copyForLater(info);
  if (copy === undefined) emitNow(entryOf(logger.levels, info));
  else emitLater(entryOf, logger.levels, copy);
}

/** `undefined` for records that are more than a text with plain fields. */
function copyForLater(info: Info): Info | undefined {
  const { message, stack } = info;
  if (typeof message !== "string" || stack !== undefined || isError(info)) return undefined;
  const splat = info[splatKey];
  const hasSplat = Array.isArray(splat) && splat.length > 0;
  if (hasSplat && !isMerged(info, message, splat)) return undefined;
  const copy: { -readonly [K in keyof Info]: Info[K] } | undefined = plainCopy(info);
  if (copy?.message !== message) return undefined;
  // The application's own object.
  if (hasSplat) copy[splatKey] = undefined;
  return copy;
}

function entryOf(levels: WinstonLogger["levels"], info: Info): LogEntry {
  const level = levelOf(info);
  const error = errorOf(info);
  const { body, extra } = messageOf(info);
  return {
    scope: "winston",
    severity: severityOfRank(level, levels),
    level,
    body,
    fields: extra === undefined && error === undefined ? info : { ...info, ...extra, ...detailsOfHeld(info, error) },
    leaveOut: leftOut(info, error),
    error,
  };
}

function levelOf(info: Info): string {
  const named = info[levelKey] ?? info.level;
  return typeof named === "string" ? named : String(named);
}

/** Whether any transport writes it: a transport's own level wins over the logger's, as in `logger.isLevelEnabled`. */
function isWritten({ silent, level, levels }: WinstonLogger, transports: Transports, name: string): boolean {
  const rank = levels[name];
  if (silent === true || rank === undefined) return false;
  if (transports.length === 0) return (levels[level] ?? -1) >= rank;
  for (const transport of transports)
    if (transport.silent !== true && (levels[transport.level ?? level] ?? -1) >= rank) return true;
  return false;
}

const recordFields: ReadonlySet<string> = new Set(["level", "message"]);
/** winston's handlers of uncaught errors add the machine and the command line, which may hold secrets. */
const crashFields: ReadonlySet<string> = new Set([
  ...recordFields,
  "stack",
  "error",
  "exception",
  "rejection",
  "date",
  "process",
  "os",
  "trace",
]);

const errorFields: ReadonlySet<string> = new Set([...recordFields, "stack", "cause"]);

function leftOut(info: Info, error: Error | undefined): ReadonlySet<string> {
  if (info.exception === true || info.rejection === true) return crashFields;
  return error === undefined ? recordFields : errorFields;
}

/** The error has attributes of its own; under the name that held it remains what it carries besides its text. */
function detailsOfHeld(info: Info, error: Error | undefined): Record<string, unknown> | undefined {
  if (error === undefined) return undefined;
  const holders = Object.entries(info).filter(([, value]) => value === error);
  const details = Object.entries(error).filter(([key]) => !errorFields.has(key) && key !== "name");
  return Object.fromEntries(
    holders.map(([key]) => [key, details.length === 0 ? undefined : Object.fromEntries(details)]),
  );
}

/** As the format `splat` would resolve it: the message with its arguments, and what remains as fields. */
function messageOf(info: Info): { body: unknown; extra?: object } {
  const { message } = info;
  if (isError(message)) return { body: message.message };
  const splat = info[splatKey];
  if (typeof message !== "string" || !Array.isArray(splat) || splat.length === 0 || isMerged(info, message, splat)) {
    return { body: message };
  }
  const tokens = (message.match(/%[scdjifoO]/gu) ?? []).length - (message.match(/%%[scdjifoO]/gu) ?? []).length;
  const used = splat.slice(0, tokens) as unknown[];
  const rest = (splat as unknown[]).slice(tokens);
  const objects = rest.filter((item): item is object => typeof item === "object" && item !== null && !isError(item));
  const others = rest.filter(
    (item) => item !== undefined && item !== null && typeof item !== "object" && typeof item !== "function",
  );
  return {
    body: used.length === 0 ? message : format(message, ...used),
    extra: Object.assign({}, ...objects, others.length === 0 ? {} : { splat: others }) as object,
  };
}

/** The usual: nothing to format, and winston has put the one object among the record's fields already. */
function isMerged(info: Info, message: string, splat: readonly unknown[]): boolean {
  const [only] = splat;
  if (splat.length > 1 || message.includes("%") || typeof only !== "object" || only === null || isError(only))
    return false;
  const given = only as Readonly<Record<string, unknown>>;
  const fields = info as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) if (fields[key] !== given[key] && !recordFields.has(key)) return false;
  return true;
}

function errorOf(info: Info): Error | undefined {
  if (isError(info)) return info;
  if (isError(info.message)) return info.message;
  const splat: unknown = info[splatKey];
  const passed = Array.isArray(splat) ? splat.find(isError) : undefined;
  const found = passed ?? ownError(info);
  if (found !== undefined || typeof info.stack !== "string") return found;
  // A child logger copies an error's text into a new object.
  const type = /^(?:Uncaught )?([\w$.]+)(?:: |\n|$)/u.exec(info.stack)?.[1] ?? "Error";
  return errorFromText({ type, message: String(info.message), stacktrace: info.stack });
}

function ownError(info: object): Error | undefined {
  const fields = info as Record<string, unknown>;
  for (const key of ["error", "err", "exception"]) if (isError(fields[key])) return fields[key];
  for (const key of Object.keys(fields)) if (isError(fields[key])) return fields[key];
  return undefined;
}

/** A copy with the ids, so that nothing of the application's changes; an Error must stay the object it is. */
function correlated(info: object): object | undefined {
  const ids = correlationFields();
  if (ids === undefined) return undefined;
  return isError(info) ? Object.assign(info, ids) : { ...info, ...ids };
}
