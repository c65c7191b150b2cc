import { chosen } from "../../dashboard/variables.ts";
import { general } from "../../inventory/general.ts";
import { http } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { failureRatio, graphRange, requestQuantile, requestRate } from "../parts/requests.ts";
import { instances } from "../parts/scope.ts";
import { routesChosen } from "./scope.ts";

const source = "Fed by the HTTP server under the preload.";

/** The first line: alerts, instances, and the golden signals as numbers. */
export function headline(config: Config): PanelDef[] {
  return [...presence(config), ...numbers(config)];
}

function presence(config: Config): PanelDef[] {
  const firing = `${general.alerts}{alertstate="firing",severity=~"critical|warning",${chosen(config)}}`;
  return [
    stat({
      key: "alerts",
      title: "Open alerts",
      description: "Critical alerts and warnings of this service. 0 is good. Fed by Prometheus' alert rules.",
      unit: "short",
      background: true,
      thresholds: { bad: 1 },
      queries: [promNow(`count(${firing}) or vector(0)`)],
    }),
    stat({
      key: "instances",
      title: "Instances",
      description:
        "Processes that sent telemetry in the last five minutes. Fewer than you run: one is down, or its telemetry is. Fed by the preload.",
      unit: "short",
      noValue: "none reports",
      queries: [promNow(`count(${general.targetInfo}{${instances(config)}})`)],
    }),
    stat({
      key: "active",
      title: "Requests under way",
      description: `Requests that have begun and are not answered. Rising while the rate does not: something hangs. ${source}`,
      unit: "short",
      noValue: "no HTTP server",
      sparkline: true,
      queries: [prom(`sum(${http.active}{${instances(config)}})`)],
    }),
  ];
}

function numbers(config: Config): PanelDef[] {
  const all = { by: "", where: routesChosen(config), range: graphRange };
  return [
    stat({
      key: "rate-now",
      title: "Requests",
      description: `Requests answered a second. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      sparkline: true,
      queries: [prom(requestRate(all))],
    }),
    stat({
      key: "errors-now",
      title: "Requests that fail",
      description: `Share of requests answered with a 5xx status; the limits are those of the alert HttpErrorRatioHigh. ${source}`,
      unit: "percentunit",
      noValue: "no requests",
      sparkline: true,
      thresholds: limits(config, "HttpErrorRatioHigh"),
      queries: [prom(failureRatio(all))],
    }),
    stat({
      key: "p95-now",
      title: "p95",
      description: `Nineteen of twenty requests are answered faster; the limits are those of the alert HttpLatencyP95High. ${source}`,
      unit: "s",
      noValue: "no requests",
      sparkline: true,
      thresholds: limits(config, "HttpLatencyP95High"),
      queries: [prom(requestQuantile(0.95, all))],
    }),
  ];
}
