import type { FilePatch } from "../module-hook/index.ts";
import { isError } from "./lib/exception.ts";
import { baseFields, severityAndLevel, shownError } from "./lib/json-logger.ts";
import { correlationFields, emitLog } from "./lib/log.ts";
import { guarded, wrapMethod } from "./lib/wrap.ts";

type BunyanRecord = Record<string, unknown> & { level: number };

/** Every record of every logger and child passes `_emit`, with serializers applied and its message formatted. */
export const patches: readonly FilePatch[] = [
  { packageName: "bunyan", path: "lib/bunyan.js", majors: [1, 2], patch: patchLogger },
];

function patchLogger(Logger: unknown): unknown {
  wrapMethod((Logger as { prototype: object }).prototype, "_emit", (original) => {
    return function _emit(this: unknown, record: BunyanRecord, onlyText?: boolean) {
      if (onlyText !== true) {
        guarded("bunyan record", () => take(record));
        // The record is a copy that bunyan made for this line.
        guarded("bunyan correlation", () => Object.assign(record, correlationFields()));
      }
      return original.call(this, record, onlyText) as unknown;
    };
  });
  return Logger;
}

function take(record: BunyanRecord): void {
  const { severity, level } = severityAndLevel(record.level, undefined);
  const raw = Object.entries(record).find((entry): entry is [string, Error] => isError(entry[1]));
  const shown = raw === undefined ? shownError(record, "err") : shownError(record, raw[0], raw[1]);
  emitLog({
    scope: "bunyan",
    severity,
    level,
    body: record["msg"],
    fields: shown?.fields ?? record,
    leaveOut: baseFields(record, "msg"),
    error: shown?.error,
    exception: shown?.exception,
  });
}
