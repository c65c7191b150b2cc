import { chosen } from "../../dashboard/variables.ts";
import { general } from "../../inventory/general.ts";
import { slo } from "../../inventory/rules.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import type { Config } from "../../settings.ts";
import { firingCount } from "../parts/alerts.ts";
import { limits } from "../parts/limits.ts";
import { budgetLimits } from "../slo/scope.ts";
import { failureRatio, graphRange, requestQuantile, requestRate } from "../parts/requests.ts";

/** The numbers of the first line: alerts, then traffic, errors and time of all chosen services together. */
export function headline(config: Config): PanelDef[] {
  return [...alertCounts(), services(config), ...requests(config), budget()];
}

function alertCounts(): PanelDef[] {
  return [
    stat({
      key: "critical",
      title: "Critical alerts",
      description: "Alerts that someone must act on now. 0 is good. Fed by Prometheus' alert rules.",
      fedBy: "stack",
      unit: "short",
      background: true,
      thresholds: { bad: 1 },
      width: 3,
      queries: [promNow(firingCount('severity="critical"'))],
    }),
    stat({
      key: "warnings",
      title: "Warnings",
      description: "Alerts that someone must act on today. 0 is good. Fed by Prometheus' alert rules.",
      fedBy: "stack",
      unit: "short",
      background: true,
      thresholds: { warning: 1 },
      width: 3,
      queries: [promNow(firingCount('severity="warning"'))],
    }),
  ];
}

function services(config: Config): PanelDef {
  const running = `${general.targetInfo}{${chosen(config, 'process_runtime_version!=""')}}`;
  return stat({
    key: "services",
    title: "Services",
    description:
      "Services that sent telemetry in the last five minutes. Fewer than usual: one is down, or its telemetry is. Fed by every service under the preload, idle or not.",
    unit: "short",
    noValue: "no service reports",
    thresholds: {},
    width: 3,
    queries: [promNow(`count(count by (job) (${running}))`)],
  });
}

function requests(config: Config): PanelDef[] {
  const all = { by: "", where: chosen(config), range: graphRange };
  const source = "Fed by every HTTP server under the preload.";
  return [
    stat({
      key: "requests-now",
      title: "Requests",
      description: `Requests answered a second, all chosen services together. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      sparkline: true,
      width: 4,
      queries: [prom(requestRate(all))],
    }),
    stat({
      key: "errors-now",
      title: "Requests that fail",
      description: `Share of requests answered with a 5xx status; the limits are those of the alert HttpErrorRatioHigh. ${source}`,
      unit: "percentunit",
      noValue: "no requests",
      sparkline: true,
      width: 4,
      thresholds: limits(config, "HttpErrorRatioHigh"),
      queries: [prom(failureRatio(all))],
    }),
    stat({
      key: "slowest-now",
      title: "Slowest p95",
      description: `Nineteen of twenty requests are answered faster, in the service where this is worst; the limits are those of the alert HttpLatencyP95High. ${source}`,
      unit: "s",
      noValue: "no requests",
      sparkline: true,
      width: 4,
      thresholds: limits(config, "HttpLatencyP95High"),
      queries: [prom(`max(${requestQuantile(0.95, { ...all, by: "job" })})`)],
    }),
  ];
}

function budget(): PanelDef {
  return stat({
    key: "budget-now",
    title: "Budget left",
    description:
      "Share of its error budget that the worst objective has left; below 0 it is missed. Fed by the recording rules from the HTTP metrics of the preload.",
    unit: "percentunit",
    decimals: 0,
    noValue: "no requests yet",
    width: 3,
    thresholds: budgetLimits,
    queries: [promNow(`min(${slo.periodBudgetRemaining}{job=~"$job"})`)],
  });
}
