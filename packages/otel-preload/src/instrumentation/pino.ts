import type { FilePatch } from "../module-hook/index.ts";
import { isError } from "./lib/exception.ts";
import { baseFields, severityAndLevel, shownError } from "./lib/json-logger.ts";
import { correlationFields, emitLog } from "./lib/log.ts";
import { guarded, wrapMethod } from "./lib/wrap.ts";

interface PinoLogger {
  readonly levels?: { readonly labels?: Readonly<Record<string, string>> };
}

/**
 * `asJson` makes the line of every record, in all loggers and children and before any stream or transport: what it
 * returns has bindings, mixins, serializers, formatters and `redact` applied. (pino's own channel around it exists only
 * from 9.10 on and cannot change the line.)
 */
export const patches: readonly FilePatch[] = [
  { packageName: "pino", path: "lib/tools.js", majors: [7, 10], patch: patchTools },
];

/** Longer lines are not parsed on the application's thread. */
const maxLineCharacters = 256 * 1024;

function patchTools(tools: unknown): unknown {
  wrapMethod(tools as object, "asJson", (original) => {
    return function asJson(this: PinoLogger, ...args: unknown[]) {
      const line: unknown = original.apply(this, args);
      if (typeof line !== "string") return line;
      guarded("pino record", () => take(this, line, args));
      return guarded("pino correlation", () => correlated(line)) ?? line;
    };
  });
  return tools;
}

function take(logger: PinoLogger, line: string, [object, message, number]: readonly unknown[]): void {
  const { severity, level } = severityAndLevel(Number(number), logger.levels?.labels?.[String(number)]);
  if (line.length > maxLineCharacters) {
    emitLog({ scope: "pino", severity, level, body: message, fields: { "log.line.length": line.length } });
    return;
  }
  const fields = JSON.parse(line) as Record<string, unknown>;
  const messageKey = messageKeyOf(logger);
  const passed = errorOf(object);
  const shown = passed === undefined ? undefined : shownError(fields, passed.key, passed.error);
  emitLog({
    scope: "pino",
    severity,
    level,
    body: fields[messageKey],
    fields: shown?.fields ?? fields,
    leaveOut: baseFields(fields, messageKey),
    error: shown?.error,
    exception: shown?.exception,
  });
}

/** pino has put an Error that was logged by itself under its error key. */
function errorOf(object: unknown): { key: string; error: Error } | undefined {
  if (typeof object !== "object" || object === null) return undefined;
  const found = Object.entries(object).find((entry): entry is [string, Error] => isError(entry[1]));
  return found === undefined ? undefined : { key: found[0], error: found[1] };
}

// Each copy of pino has a symbol of its own for it.
const messageKeySymbols: symbol[] = [];

function messageKeyOf(logger: object): string {
  const known = messageKeySymbols.find((symbol) => symbol in logger) ?? findMessageKeySymbol(logger);
  const key = known === undefined ? undefined : (logger as Record<symbol, unknown>)[known];
  return typeof key === "string" ? key : "msg";
}

function findMessageKeySymbol(logger: object): symbol | undefined {
  for (let holder: object | null = logger; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
    const found = Object.getOwnPropertySymbols(holder).find((symbol) => symbol.description === "pino.messageKey");
    if (found === undefined) continue;
    messageKeySymbols.push(found);
    return found;
  }
  return undefined;
}

/** Before the brace that ends the line. */
function correlated(line: string): string | undefined {
  const ids = correlationFields();
  const end = line.lastIndexOf("}");
  if (ids === undefined || end < 0) return undefined;
  return `${line.slice(0, end)},"trace_id":"${ids.trace_id}","span_id":"${ids.span_id}"${line.slice(end)}`;
}
