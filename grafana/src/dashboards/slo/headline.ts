import { general } from "../../inventory/general.ts";
import { slo } from "../../inventory/rules.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import type { Config } from "../../settings.ts";
import { alertMatchers } from "../parts/alerts.ts";
import { limits } from "../parts/limits.ts";
import { budgetLimits, chosenSlos, source } from "./scope.ts";

/** The worst objective of all that are chosen. */
export function headline(config: Config): PanelDef[] {
  return [...worst(config), ...counts()];
}

function worst(config: Config): PanelDef[] {
  return [
    stat({
      key: "budget-now",
      title: "Budget left, worst",
      description: `Share of the error budget that the worst objective has left in its window; below 0 it is missed. ${source}`,
      unit: "percentunit",
      decimals: 1,
      noValue: "no requests yet",
      thresholds: budgetLimits,
      queries: [promNow(`min(${slo.periodBudgetRemaining}${chosenSlos})`)],
    }),
    stat({
      key: "burn-now",
      title: "Burn, fastest",
      description: `How many times too fast the last five minutes used up the budget of the worst objective: at 1 it lasts exactly its window. The limits are those of the alert SloBurnRateHigh. ${source}`,
      unit: "short",
      noValue: "no requests",
      thresholds: limits(config, "SloBurnRateHigh"),
      queries: [promNow(`max(${slo.currentBurnRate}${chosenSlos})`)],
    }),
    stat({
      key: "bad-now",
      title: "Bad events",
      description: `Failed or slow requests a second, over all chosen objectives; one request counts for each objective it misses. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      queries: [promNow(`sum(${slo.badRate5m}${chosenSlos})`)],
    }),
  ];
}

function counts(): PanelDef[] {
  return [
    stat({
      key: "missed",
      title: "Objectives missed",
      description: `Objectives whose budget is spent. 0 is good. ${source}`,
      unit: "short",
      thresholds: { bad: 1 },
      queries: [promNow(`count(${slo.periodBudgetRemaining}${chosenSlos} < 0) or vector(0)`)],
    }),
    stat({
      key: "burning",
      title: "Burn alerts",
      description:
        "Alerts SloBurnRateHigh that are firing: a budget goes so fast that somebody must act. 0 is good. Fed by Prometheus' alert rules.",
      unit: "short",
      thresholds: { bad: 1 },
      queries: [promNow(`count(${general.alerts}{${alertMatchers('alertname="SloBurnRateHigh"')}}) or vector(0)`)],
    }),
    stat({
      key: "objectives",
      title: "Objectives",
      description: `Declared ones, and the default for services without one. ${source}`,
      unit: "short",
      queries: [promNow(`count(${slo.info}${chosenSlos}) or vector(0)`)],
    }),
  ];
}
