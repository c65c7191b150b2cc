import { inspect, types } from "node:util";

/** An exception as the semantic conventions name its parts. */
export interface ExceptionText {
  readonly type: string;
  readonly message: string;
  readonly stacktrace: string | undefined;
}

const maxCauses = 5;

/** Also for errors of another realm (`vm`, Jest), whose class is not ours. */
export function isError(value: unknown): value is Error {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) === Object.prototype) return false;
  return value instanceof Error || types.isNativeError(value);
}

/** Never throws: properties of an error may be getters of the application. */
export function describeException(thrown: unknown): ExceptionText {
  try {
    if (!isError(thrown)) return { type: typeof thrown, message: textOf(thrown), stacktrace: undefined };
    return { type: exceptionType(thrown), message: textOf(thrown.message), stacktrace: stackWithCauses(thrown) };
  } catch {
    return { type: "Error", message: "an error that cannot be read", stacktrace: undefined };
  }
}

/** Properties of an error may hold anything. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value, { depth: 1 });
}

/** `name`, unless a subclass left it at "Error" and its class says more. */
export function exceptionType(error: Error): string {
  const { name } = error;
  if (typeof name === "string" && name !== "" && name !== "Error") return name;
  return error.constructor?.name || "Error";
}

/** Node leaves causes out of `stack`; here they follow it, as Java and Python write them. */
function stackWithCauses(error: Error): string | undefined {
  if (typeof error.stack !== "string") return undefined;
  let text = error.stack;
  let cause: unknown = error.cause;
  for (let count = 0; count < maxCauses && cause !== undefined && cause !== null; count++) {
    text += `\nCaused by: ${isError(cause) ? textOf(cause.stack) : textOf(cause)}`;
    cause = isError(cause) ? cause.cause : undefined;
  }
  return text;
}

/** Rebuilds an Error from what a logger made of it; the original is gone. */
export function errorFromText({ type, message, stacktrace }: ExceptionText): Error {
  const error = new Error(message);
  error.name = type;
  if (stacktrace === undefined) delete error.stack;
  else error.stack = stacktrace;
  return error;
}
