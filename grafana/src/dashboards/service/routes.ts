import { http } from "../../inventory/preload.ts";
import { heatmap } from "../../panel/over-time.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { columnLimits } from "../parts/limits.ts";
import { failureRatio, graphRange, requestQuantile, requestRate } from "../parts/requests.ts";
import { routesChosen } from "./scope.ts";

const source = "Fed by the HTTP server under the preload.";

/** Which route it is. */
export function routes(config: Config): PanelDef[] {
  const slice = { by: "http_route", where: routesChosen(config), range: graphRange };
  return [
    routesTable(config),
    timeseries({
      key: "rate-by-route",
      title: "Requests by route",
      description: `Requests answered a second, by route. ${source}`,
      unit: "reqps",
      noValue: "no requests",
      queries: [prom(requestRate(slice), "{{http_route}}")],
    }),
    timeseries({
      key: "p95-by-route",
      title: "p95 by route",
      description: `Nineteen of twenty requests are answered faster, by route. ${source}`,
      unit: "s",
      noValue: "no requests",
      queries: [prom(requestQuantile(0.95, slice), "{{http_route}}")],
    }),
    heatmap({
      key: "durations",
      title: "How durations spread",
      description: `Requests by how long they took; the lighter, the more. Two bands mean two kinds of requests, a hit and a miss of a cache for example. ${source}`,
      unit: "s",
      noValue: "no requests",
      width: 8,
      queries: [
        prom(`sum by (le) (increase(${http.server.bucket}{${routesChosen(config)}}[$__rate_interval]))`, "{{le}}"),
      ],
    }),
  ];
}

function routesTable(config: Config): PanelDef {
  const slice = { by: "http_route, http_request_method", where: routesChosen(config), range: config.windows.rate };
  return table({
    key: "routes",
    title: "Routes",
    description: `The last five minutes of each route, coloured where the alerts of the whole service would fire. ${source}`,
    width: 24,
    height: 7,
    noValue: "–",
    sortBy: "Fail",
    queries: [
      promNow(requestRate(slice)),
      promNow(failureRatio(slice)),
      promNow(requestQuantile(0.5, slice)),
      promNow(requestQuantile(0.95, slice)),
      promNow(requestQuantile(0.99, slice)),
    ],
    columns: [
      { field: "http_request_method", title: "Method", width: 90 },
      { field: "http_route", title: "Route" },
      { field: "Value #A", title: "Requests", unit: "reqps", decimals: 2 },
      {
        field: "Value #B",
        title: "Fail",
        unit: "percentunit",
        decimals: 2,
        thresholds: columnLimits(config, "HttpErrorRatioHigh"),
      },
      { field: "Value #C", title: "p50", unit: "s" },
      { field: "Value #D", title: "p95", unit: "s", thresholds: columnLimits(config, "HttpLatencyP95High") },
      { field: "Value #E", title: "p99", unit: "s" },
    ],
  });
}
