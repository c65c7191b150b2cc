import { slo } from "../inventory/rules.ts";
import type { Series } from "../inventory/metric.ts";
import type { Duration } from "../duration.ts";

/** The windows over which the share of bad events is recorded; the shortest straight from the counters. */
export const errorRatios: readonly { readonly window: Duration; readonly ratio: Series }[] = [
  { window: "5m", ratio: slo.error5m },
  { window: "30m", ratio: slo.error30m },
  { window: "1h", ratio: slo.error1h },
  { window: "2h", ratio: slo.error2h },
  { window: "6h", ratio: slo.error6h },
  { window: "1d", ratio: slo.error1d },
  { window: "3d", ratio: slo.error3d },
];

/** The step in which longer windows add up the rates of five minutes: each event counts once. */
export const step: Duration = "5m";

/** The short window ends the alert soon after the trouble has ended. */
export interface BurnPair {
  readonly long: Series;
  readonly short: Series;
  readonly window: Duration;
  /** In parts of the tier's threshold. */
  readonly factor: number;
}

/** After the SRE workbook: 14.4 and 6 times too fast pages, 3 and 1 times makes a ticket. */
export const burnPairs: Readonly<Record<"critical" | "warning", readonly BurnPair[]>> = {
  critical: [
    { long: slo.error1h, short: slo.error5m, window: "1h", factor: 1 },
    { long: slo.error6h, short: slo.error30m, window: "6h", factor: 6 / 14.4 },
  ],
  warning: [
    { long: slo.error1d, short: slo.error2h, window: "1d", factor: 1 },
    { long: slo.error3d, short: slo.error6h, window: "3d", factor: 1 / 3 },
  ],
};
