import type { OverrideJson } from "../../panel/schema.ts";

/** Events that people cause are too rare to be told a second. */
export const perMinuteUnit = "suffix:/min";

interface Grouping {
  /** Labels; empty: all together. */
  readonly by: string;
  /** ` offset 1w`. */
  readonly offset?: string;
}

/** How much a counter rises a minute. */
export function perMinute(selector: string, { by, offset = "" }: Grouping): string {
  return `sum by (${by}) (rate(${selector}[$__rate_interval]${offset})) * 60`;
}

/** How much a counter rose in the chosen time; 0 when nobody ever counted it up. */
export function countInRange(selector: string): string {
  return `sum(increase(${selector}[$__range])) or vector(0)`;
}

/** Ends the names of series that show the week before. */
export const aWeekAgo = "a week ago";

/** Draws those dashed. */
export const dashed: OverrideJson = {
  matcher: { id: "byRegexp", options: `/${aWeekAgo}$/` },
  properties: [
    { id: "custom.lineStyle", value: { fill: "dash", dash: [6, 6] } },
    { id: "custom.fillOpacity", value: 0 },
  ],
};
