import type { TimeInput } from "@opentelemetry/api";
import { nowMillis } from "./clock.ts";

/** Any time of the API as milliseconds since 1970: a Date, seconds and nanoseconds, milliseconds, or a `performance.now()` reading. */
function toMillis(input: TimeInput): number {
  if (typeof input === "number") {
    // Numbers that small are readings of the monotonic clock, not times of 1970 (as OpenTelemetry's own SDK has it).
    return input < performance.timeOrigin ? nowMillis() - performance.now() + input : input;
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
