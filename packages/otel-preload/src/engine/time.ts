import { types } from "node:util";
import type { TimeInput } from "@opentelemetry/api";
import * as diag from "../diag.ts";
import { millisOfReading } from "./clock.ts";

/** Milliseconds; more than three years, or March 1973. */
const latestReading = 1e11;
/** The year 2540: a little later 64 bits hold no more nanoseconds. */
const latestMillis = 1.8e13;

/** Any time of the API as milliseconds since 1970: a Date, seconds and nanoseconds, milliseconds, or a `performance.now()` reading. */
function toMillis(input: unknown): number {
  if (typeof input === "number") {
    if (input < 0) return Number.NaN;
    // Numbers that small are readings of the monotonic clock: work of last week is reported, work of 1972 is not.
    return input < latestReading ? millisOfReading(input) : input;
  }
  try {
    if (types.isDate(input)) return Date.prototype.getTime.call(input);
    if (Array.isArray(input)) return Number(input[0]) * 1000 + Number(input[1]) / 1e6;
  } catch {
    // A list that throws when it is read is no time.
  }
  return Number.NaN;
}

/** `toMillis`, or NaN when that is no usable time: now is to be used, and {@link ourAttributeNames.timeReplaced} to be set. */
export function millisOf(input: TimeInput): number {
  const millis = toMillis(input);
  if (millis >= 0 && millis < latestMillis) return millis;
  diag.warnOnce("a time of a span or log record is not one from 1970 to 2540; now is used instead");
  return Number.NaN;
}

/** Whether a value is meant as a time; never throws. */
export function isTimeInput(value: unknown): value is TimeInput {
  if (typeof value === "number" || types.isDate(value)) return true;
  try {
    return Array.isArray(value) && value.length === 2 && typeof value[0] === "number";
  } catch {
    return false;
  }
}
