import type { TimeInput } from "@opentelemetry/api";
import { nowMillis } from "./clock.ts";

/** Milliseconds; more than three years, or March 1973. */
const latestReading = 1e11;

/** Any time of the API as milliseconds since 1970: a Date, seconds and nanoseconds, milliseconds, or a `performance.now()` reading. */
function toMillis(input: TimeInput): number {
  if (typeof input === "number") {
    // Numbers that small are readings of the monotonic clock: work of last week is reported, work of 1972 is not.
    return input < latestReading ? nowMillis() - performance.now() + input : input;
  }
  if (Array.isArray(input)) return input[0] * 1000 + input[1] / 1e6;
  return input.getTime();
}

/** `toMillis`, or now when there is no usable time. */
export function millisOf(input: TimeInput | undefined): number {
  if (input === undefined) return nowMillis();
  const millis = toMillis(input);
  return Number.isFinite(millis) && millis >= 0 ? millis : nowMillis();
}
