import type { Series } from "../../inventory/metric.ts";
import { slo } from "../../inventory/rules.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { chosenSlos, source } from "./scope.ts";

const legend = "{{job}} {{slo}}";

function burnOver(ratio: Series): string {
  return `${ratio}${chosenSlos} / ${slo.errorBudget}${chosenSlos}`;
}

/** The windows in which the alert SloBurnRateHigh looks: a page needs the short one and the long one. */
export function burn({ thresholds }: Config): PanelDef[] {
  const { critical, warning } = thresholds.SloBurnRateHigh;
  const noValue = "no requests";
  return [
    timeseries({
      key: "burn",
      title: "Burn, five minutes",
      description: `How many times too fast the budget goes, over five minutes: at 1 it lasts exactly its window. Spikes here alone wake nobody. ${source}`,
      unit: "short",
      noValue,
      queries: [prom(`${slo.currentBurnRate}${chosenSlos}`, legend)],
    }),
    timeseries({
      key: "burn-hour",
      title: "Burn, one hour",
      description: `How many times too fast the budget goes, over an hour; above the dashed line, and above it in the last five minutes too, SloBurnRateHigh pages. ${source}`,
      unit: "short",
      noValue,
      ...(critical && { thresholds: { bad: critical.threshold } }),
      queries: [prom(burnOver(slo.error1h), legend)],
    }),
    timeseries({
      key: "burn-day",
      title: "Burn, one day",
      description: `How many times too fast the budget goes, over a day; above the dashed line, and above it in the last two hours too, SloBurnRateHigh warns. ${source}`,
      unit: "short",
      noValue: "not yet computed",
      ...(warning && { thresholds: { warning: warning.threshold } }),
      queries: [prom(burnOver(slo.error1d), legend)],
    }),
  ];
}

/** What the objectives were made of. */
export function history(): PanelDef[] {
  return [
    timeseries({
      key: "bad",
      title: "Bad events",
      description: `Requests a second that miss the objective. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      stack: true,
      queries: [prom(`${slo.badRate5m}${chosenSlos}`, legend)],
    }),
    timeseries({
      key: "all",
      title: "All events",
      description: `Requests a second that count for the objective. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      stack: true,
      queries: [prom(`${slo.totalRate5m}${chosenSlos}`, legend)],
    }),
    timeseries({
      key: "bad-share",
      title: "Share of bad events, one day and three",
      description: `Of the day, and of the three days, before each point. ${source}`,
      unit: "percentunit",
      noValue: "not yet computed",
      queries: [
        prom(`${slo.error1d}${chosenSlos}`, `${legend}, one day`),
        prom(`${slo.error3d}${chosenSlos}`, `${legend}, three days`),
      ],
    }),
  ];
}
