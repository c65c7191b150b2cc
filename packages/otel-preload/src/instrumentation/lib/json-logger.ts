import { hostname } from "node:os";
import type { SeverityNumber } from "@opentelemetry/api";
import { describeException, errorFromText, exceptionType, type ExceptionText } from "./exception.ts";
import { severityOfName, severityOfNumber } from "./severity.ts";

/** What pino and bunyan have in common: numbered levels and records that are flat JSON. */

const bunyanNames: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};

export function severityAndLevel(
  number: number,
  label: string | undefined,
): { severity: SeverityNumber; level: string } {
  const level = label ?? bunyanNames[number] ?? String(number);
  return { severity: severityOfName(level) ?? severityOfNumber(number), level };
}

const own: Readonly<Record<string, unknown>> = { pid: process.pid, hostname: hostname() };
const known = new Map<string, ReadonlySet<string>>();

/** Fields that the log record or the resource says already. */
export function baseFields(fields: Readonly<Record<string, unknown>>, messageKey: string): ReadonlySet<string> {
  let names = known.get(messageKey);
  if (names === undefined) {
    names = new Set(["level", "time", "v", "pid", "hostname", messageKey]);
    known.set(messageKey, names);
  }
  // A field of the same name that says something else is the application's.
  const others = Object.keys(own).filter((name) => fields[name] !== undefined && fields[name] !== own[name]);
  if (fields["v"] !== undefined && fields["v"] !== 0 && fields["v"] !== 1) others.push("v");
  return others.length === 0 ? names : new Set([...names].filter((name) => !others.includes(name)));
}

interface ShownError {
  readonly error: Error;
  readonly exception: ExceptionText;
  /** The record's fields without what `exception` says. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * An error as the program lets it be shown: its serializers and redaction have been at work on `fields[key]`.
 * `undefined` when they took it away. `original` is missing where the logger keeps only the text.
 */
export function shownError(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  original?: Error,
): ShownError | undefined {
  const shown = fields[key];
  const exception = shownException(shown, original);
  if (exception === undefined) return undefined;
  // pino's serializer appends the messages of the causes.
  const whole = original !== undefined && exception.message.startsWith(original.message);
  return {
    error: whole ? original : errorFromText(exception),
    exception: whole ? { ...exception, message: original.message } : exception,
    fields: { ...fields, [key]: withoutText(shown) },
  };
}

function shownException(shown: unknown, original: Error | undefined): ExceptionText | undefined {
  if (typeof shown === "string") {
    return original === undefined
      ? undefined
      : { type: exceptionType(original), message: shown, stacktrace: undefined };
  }
  if (typeof shown !== "object" || shown === null) return undefined;
  const { type, name, message, stack } = shown as Readonly<Record<string, unknown>>;
  if (typeof message !== "string" && typeof stack !== "string") {
    // No serializer: JSON leaves nothing of an Error.
    return original === undefined ? undefined : describeException(original);
  }
  return {
    type: typeof type === "string" ? type : typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : "",
    stacktrace: typeof stack === "string" ? stack : undefined,
  };
}

const textOfError: ReadonlySet<string> = new Set(["type", "name", "message", "stack"]);

/** What an error carries besides its text: codes, details. */
function withoutText(shown: unknown): object | undefined {
  if (typeof shown !== "object" || shown === null) return undefined;
  const rest = Object.entries(shown).filter(([key, value]) => value !== undefined && !textOfError.has(key));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}
