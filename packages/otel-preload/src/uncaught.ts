import { type Context, context, SeverityNumber } from "@opentelemetry/api";
import type { Config } from "./config.ts";
import { isEnabled } from "./instrumentation/enabled.ts";
import { reportError } from "./instrumentation/lib/errors.ts";
import { describeException, errorFromText } from "./instrumentation/lib/exception.ts";
import { emitRecord, wasLogged } from "./instrumentation/lib/log.ts";
import { guarded } from "./instrumentation/lib/wrap.ts";

/**
 * Sees uncaught exceptions and unhandled rejections without handling them: the process ends, or lives on, as it would
 * without us, and prints what it would print. `uncaughtExceptionMonitor` is made for that; for rejections see below.
 * Returns what the way out calls before it delivers.
 */
export function startUncaught(config: Config, nodeOptions: string | undefined): () => void {
  if (!isEnabled(config, "uncaught-error")) return () => {};
  process.on("uncaughtExceptionMonitor", (error, origin) => {
    const handled = process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback();
    guarded("uncaught error", () => seen(error, origin, handled));
  });
  watchRejections(rejectionMode([...(nodeOptions ?? "").split(/\s+/u), ...process.execArgv]));
  return settle;
}

type Origin = "uncaughtException" | "unhandledRejection";

function seen(error: unknown, origin: Origin, handled: boolean): void {
  reportError({ error, mechanism: `on${origin.toLowerCase()}`, handled });
  if (handled) unlessLogged(error, origin);
  else emitUncaught(error, origin, false);
}

function emitUncaught(error: unknown, origin: Origin, handled: boolean): void {
  const exception = describeException(error);
  const what = origin === "uncaughtException" ? "Uncaught exception" : "Unhandled rejection";
  emitRecord({
    scope: "process",
    severity: handled ? SeverityNumber.ERROR : SeverityNumber.FATAL,
    level: handled ? "error" : "fatal",
    body: `${what}: ${exception.type}: ${exception.message}`,
    error,
    exception,
  });
}

const waiting = new Map<unknown, { readonly origin: Origin; readonly active: Context }>();

/** The application has a handler: most of them log the error, and then the record is there already. */
function unlessLogged(error: unknown, origin: Origin): void {
  if (waiting.size === 0) setImmediate(settle).unref();
  waiting.set(error, { origin, active: context.active() });
}

function settle(): void {
  for (const [error, { origin, active }] of waiting) {
    if (!wasLogged(error))
      context.with(active, () => guarded("uncaught error", () => emitUncaught(error, origin, true)));
  }
  waiting.clear();
}

type RejectionMode = "throw" | "strict" | "warn" | "none" | "warn-with-error-code";

/** The last one given wins; flags come after NODE_OPTIONS. */
function rejectionMode(options: readonly string[]): RejectionMode {
  let mode = "throw";
  options.forEach((option, index) => {
    const match = /^--unhandled[-_]rejections(?:=(.*))?$/u.exec(option);
    if (match !== null) mode = match[1] ?? options[index + 1] ?? mode;
  });
  return mode as RejectionMode;
}

/**
 * A listener for `unhandledRejection` would keep the process alive, so there is one only where that changes nothing:
 * in the modes that never end the process, and beside a listener of the application.
 */
function watchRejections(mode: RejectionMode): void {
  const listener = (reason: unknown): void => {
    guarded("unhandled rejection", () => seen(reason, "unhandledRejection", true));
  };
  if (mode === "warn" || mode === "none") {
    process.on("unhandledRejection", listener);
    return;
  }
  accompany("unhandledRejection", listener);
  // This mode only warns as long as nobody listens, and the warning holds the stack.
  if (mode === "warn-with-error-code")
    process.on("warning", (warning) => guarded("unhandled rejection", () => fromWarning(warning)));
}

/** `listener` listens as long as somebody else does. */
function accompany(event: "unhandledRejection", listener: (reason: unknown) => void): void {
  process.on("newListener", (name: string | symbol, added: unknown) => {
    if (name === event && added !== listener && !process.listeners(event).includes(listener))
      process.on(event, listener);
  });
  process.on("removeListener", (name: string | symbol, removed: unknown) => {
    if (name === event && removed !== listener && process.listenerCount(event) === 1)
      process.removeListener(event, listener);
  });
}

function fromWarning(warning: Error): void {
  if (
    warning.name !== "UnhandledPromiseRejectionWarning" ||
    warning.message.startsWith("Unhandled promise rejection. ")
  )
    return;
  const [first = ""] = warning.message.split("\n", 1);
  const [, type = "Error", message = first] = /^([\w$.]+): (.*)$/u.exec(first) ?? [];
  seen(errorFromText({ type, message, stacktrace: warning.message }), "unhandledRejection", true);
}
