import { chosen } from "../../dashboard/variables.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { exampleTraces, onlyDots } from "../parts/examples.ts";
import { limits } from "../parts/limits.ts";
import { failureRatio, graphRange, requestQuantile, requestRate } from "../parts/requests.ts";
import { statusColors } from "../parts/statuses.ts";
import { routesChosen } from "./scope.ts";

/** Rate, errors, duration of all chosen routes together. */
export function requests(config: Config): PanelDef[] {
  const all = { by: "", where: routesChosen(config), range: graphRange };
  const source = "Fed by the HTTP server under the preload.";
  return [
    timeseries({
      key: "rate",
      title: "Requests by status",
      description: `Requests answered a second, by status: green is good, orange the client's mistake, red ours. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      stack: true,
      overrides: statusColors,
      queries: [prom(requestRate({ ...all, by: "http_response_status_code" }), "{{http_response_status_code}}")],
    }),
    timeseries({
      key: "errors",
      title: "Requests that fail",
      description: `Share of requests answered with a 5xx status; dashed where HttpErrorRatioHigh warns and pages. ${source}`,
      unit: "percentunit",
      noValue: "no requests",
      thresholds: limits(config, "HttpErrorRatioHigh"),
      queries: [prom(failureRatio(all), "failed")],
    }),
    timeseries({
      key: "duration",
      title: "Duration",
      description: `Half, nineteen of twenty, and ninety-nine of a hundred requests are answered faster; dashed where HttpLatencyP95High warns and pages. A dot is an example: click it for its trace. ${source} The dots come from the collector's span metrics.`,
      unit: "s",
      noValue: "no requests",
      thresholds: limits(config, "HttpLatencyP95High"),
      overrides: [onlyDots],
      queries: [
        prom(requestQuantile(0.5, all), "p50"),
        prom(requestQuantile(0.95, all), "p95"),
        prom(requestQuantile(0.99, all), "p99"),
        exampleTraces(chosen(config, 'span_kind="SPAN_KIND_SERVER"', 'http_route=~"$route"')),
      ],
    }),
  ];
}
