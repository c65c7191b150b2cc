import { secondsOf } from "../../duration.ts";
import type { Series } from "../../inventory/metric.ts";
import { slo } from "../../inventory/rules.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { bargauge } from "../../panel/stat.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config, Slo } from "../../settings.ts";
import { columnLimits } from "../parts/limits.ts";
import { dashboardLink } from "../parts/links.ts";
import { budgetLimits, chosenSlos, source } from "./scope.ts";

const windows: readonly Slo["window"][] = ["7d", "28d", "30d"];

const labels = "job, slo";

/** Without the metric's name, in which otherwise every column of the table would differ. */
function byObjective(metric: Series): string {
  return `max by (${labels}) (${metric}${chosenSlos})`;
}

/** How long what is left lasts if it goes on like in the last hour. */
function lasts(): string {
  const length = windows
    .map((window) => `${slo.info}{job=~"$job",slo=~"$slo",window="${window}"} * ${secondsOf(window)}`)
    .join(" or ");
  const burning = `(${byObjective(slo.error1h)} / ${byObjective(slo.errorBudget)} > 0)`;
  return `clamp_min(${byObjective(slo.periodBudgetRemaining)}, 0) / ${burning} * max by (${labels}) (${length})`;
}

/** Every objective in one line, the one with the least budget first. */
export function objectives(config: Config): PanelDef {
  return table({
    key: "objectives-table",
    title: "Objectives",
    description: `What each service promises, how much of its error budget is left in the window, and how long that lasts if it goes on like in the last hour. ${source}`,
    width: 24,
    height: 8,
    noValue: "–",
    sortBy: "Burn, last hour",
    queries: [
      promNow(`max by (${labels}, type, window) (${slo.info}${chosenSlos})`),
      promNow(byObjective(slo.objective)),
      promNow(byObjective(slo.error1h)),
      promNow(`${byObjective(slo.error1h)} / ${byObjective(slo.errorBudget)}`),
      promNow(byObjective(slo.periodBudgetRemaining)),
      promNow(lasts()),
    ],
    columns: [
      { field: "job", title: "Service", link: dashboardLink("Open the service", "otel-service", { job: "job" }) },
      { field: "slo", title: "Objective" },
      { field: "type", title: "About", width: 110 },
      { field: "window", title: "Window", unit: "string", width: 80 },
      { field: "Value #B", title: "Promised", unit: "percentunit", decimals: 2 },
      { field: "Value #C", title: "Bad, last hour", unit: "percentunit", decimals: 2 },
      {
        field: "Value #D",
        title: "Burn, last hour",
        unit: "short",
        decimals: 1,
        thresholds: columnLimits(config, "SloBurnRateHigh"),
      },
      { field: "Value #E", title: "Budget left", unit: "percentunit", decimals: 1, thresholds: budgetLimits },
      { field: "Value #F", title: "Lasts", unit: "dtdurations" },
    ],
  });
}

/** The budget now and its course. */
export function budget(): PanelDef[] {
  const description = `Share of the error budget left in the objective's window; below 0 the objective is missed. ${source}`;
  return [
    bargauge({
      key: "budget",
      title: "Budget left",
      description,
      unit: "percentunit",
      noValue: "no requests yet",
      max: 1,
      width: 10,
      thresholds: budgetLimits,
      queries: [promNow(`${slo.periodBudgetRemaining}${chosenSlos}`, "{{job}} {{slo}}")],
    }),
    timeseries({
      key: "budget-over-time",
      title: "Budget left over time",
      description,
      unit: "percentunit",
      noValue: "no requests yet",
      width: 14,
      // Below 0 is the interesting part.
      min: -1,
      max: 1,
      thresholds: budgetLimits,
      queries: [prom(`${slo.periodBudgetRemaining}${chosenSlos}`, "{{job}} {{slo}}")],
    }),
  ];
}
