import { subscribe } from "node:diagnostics_channel";
import { formatWithOptions, stripVTControlCharacters } from "node:util";
import { SeverityNumber } from "@opentelemetry/api";
import { describeException, exceptionType, isError } from "./lib/exception.ts";
import { emitLog, isConsoleOff } from "./lib/log.ts";
import { cutText } from "./lib/log-attributes.ts";
import { guarded } from "./lib/wrap.ts";

const severities = {
  log: SeverityNumber.INFO,
  info: SeverityNumber.INFO,
  debug: SeverityNumber.DEBUG,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const;

/**
 * The console through Node's own channels: nothing is wrapped, so stack traces and output stay as they are.
 * `console.trace`, `table`, `assert` and others arrive through the method that they write with.
 */
export function startConsole(): void {
  for (const method of Object.keys(severities) as (keyof typeof severities)[]) {
    subscribe(`console.${method}`, (args) => {
      if (!isConsoleOff()) guarded("console line", () => take(method, args as readonly unknown[]));
    });
  }
}

function take(method: keyof typeof severities, args: readonly unknown[]): void {
  const stack = method === "error" ? traceOf(args) : undefined;
  if (stack !== undefined) {
    const { body, stacktrace } = stack;
    emitLog({
      scope: "console",
      severity: SeverityNumber.TRACE,
      level: "trace",
      body,
      fields: { "code.stacktrace": stacktrace },
    });
    return;
  }
  const error = args.find(isError);
  const body = stripVTControlCharacters(formatLine(args));
  emitLog({
    scope: "console",
    severity: severities[method],
    level: method,
    body,
    error,
    exception: error && describeException(error),
  });
}

/** As the console formats it, but an error is its message here: its stack has an attribute of its own. */
function formatLine(args: readonly unknown[]): string {
  const short = args.map((arg) => {
    if (isError(arg)) return `${exceptionType(arg)}: ${arg.message}`;
    return typeof arg === "string" ? cutText(arg, 16_000) : arg;
  });
  return formatWithOptions({ depth: 2, maxArrayLength: 50, maxStringLength: 5000 }, ...short);
}

/** `console.trace` hands `console.error` one text: "Trace: message" and the stack. */
function traceOf(args: readonly unknown[]): { body: string; stacktrace: string } | undefined {
  const text = args.length === 1 ? args[0] : undefined;
  if (typeof text !== "string" || !text.startsWith("Trace")) return undefined;
  const match = /^Trace(?:: ([\s\S]*?))?\n((?: {4}at .*\n?)+)$/u.exec(text);
  return match === null ? undefined : { body: match[1] ?? "Trace", stacktrace: match[2] ?? "" };
}
