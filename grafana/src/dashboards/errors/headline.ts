import { chosen } from "../../dashboard/variables.ts";
import { http } from "../../inventory/preload.ts";
import { text } from "../../panel/logs.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { loki, prom, promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import type { Config } from "../../settings.ts";
import { limits } from "../parts/limits.ts";
import { chosenLogs, errorLevels } from "../parts/logs.ts";
import { failureRatio, graphRange, serverError } from "../parts/requests.ts";

/** How much fails, and the way to Sentry. */
export function headline(config: Config): PanelDef[] {
  return [...shares(config), ...counts(config), sentry(config)];
}

function shares(config: Config): PanelDef[] {
  return [
    stat({
      key: "ratio",
      title: "Requests that fail",
      description:
        "Share of requests answered with a 5xx status; the limits are those of the alert HttpErrorRatioHigh. Fed by every HTTP server under the preload.",
      unit: "percentunit",
      noValue: "no requests",
      sparkline: true,
      thresholds: limits(config, "HttpErrorRatioHigh"),
      queries: [prom(failureRatio({ by: "", where: chosen(config), range: graphRange }))],
    }),
    stat({
      key: "log-errors",
      title: "Error log lines",
      description:
        "Log lines of level error and above in the chosen time. Fed by winston, pino, bunyan or console under the preload.",
      unit: "short",
      noValue: "0",
      queries: [loki(`sum(count_over_time(${chosenLogs} | ${errorLevels} [$__range]))`, undefined, { instant: true })],
    }),
  ];
}

function counts(config: Config): PanelDef[] {
  const failed = `increase(${http.server.count}{${chosen(config, serverError)}}[$__range])`;
  const source = "in the chosen time. 0 is good. Fed by every HTTP server under the preload.";
  const one = (key: string, title: string, [what, expr]: [string, string]): PanelDef =>
    stat({
      key,
      title,
      description: `${what} ${source}`,
      unit: "short",
      decimals: 0,
      queries: [promNow(`${expr} or vector(0)`)],
    });
  return [
    one("failed", "Failed requests", ["Requests answered with a 5xx status", `sum(${failed})`]),
    one("kinds", "Kinds of failure", ["Different values of error_type", `count(sum by (error_type) (${failed}) > 0)`]),
    one("routes", "Routes that fail", [
      "Routes of all chosen services with at least one 5xx",
      `count(sum by (job, http_route) (${failed}) > 0)`,
    ]),
  ];
}

function sentry({ sentryUrl }: Config): PanelDef {
  return text({
    key: "sentry",
    title: "Sentry",
    description: "Where exceptions are grouped into issues, with stack traces; each event carries its trace id.",
    width: 4,
    height: 4,
    content: `[Open the issues](${sentryUrl})\n\nStack traces, who saw it first, since which release.`,
  });
}
