import type { Duration } from "../duration.ts";

/**
 * By how much each counter rose within `range`, for rare events. Unlike `increase` it needs no two samples in the
 * range, and counts the whole value of a series that is new: a process that starts, fails and dies shows only that.
 */
export function risenWithin(selector: string, range: Duration): string {
  return `clamp_min(${selector} - (${selector} offset ${range} or 0 * ${selector}), 0)`;
}
