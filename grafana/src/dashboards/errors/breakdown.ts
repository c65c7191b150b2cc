import { chosen } from "../../dashboard/variables.ts";
import { general } from "../../inventory/general.ts";
import { http } from "../../inventory/preload.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { dashboardLink } from "../parts/links.ts";
import { graphRange, requestRate, serverError } from "../parts/requests.ts";

const source = "Fed by every HTTP server under the preload.";
const noValue = "nothing failed in this time";

/** The same failures told apart in three ways: whichever chart has one line that stands out names the cause. */
export function breakdown(config: Config): PanelDef[] {
  const where = chosen(config, serverError);
  return [
    timeseries({
      key: "by-kind",
      title: "Failures by kind",
      description: `Requests a second that were answered with a 5xx, by error_type: the error's code or class, or the status. ${source}`,
      unit: "reqps",
      noValue,
      stack: true,
      queries: [prom(requestRate({ by: "error_type", where, range: graphRange }), "{{error_type}}")],
    }),
    timeseries({
      key: "by-route",
      title: "Failures by route",
      description: `Requests a second that were answered with a 5xx, by service and route. ${source}`,
      unit: "reqps",
      noValue,
      stack: true,
      queries: [prom(requestRate({ by: "job, http_route", where, range: graphRange }), "{{job}} {{http_route}}")],
    }),
    timeseries({
      key: "by-version",
      title: "Share of requests that fail, by version",
      description: `Share of the requests to each running version that were answered with a 5xx. A new version above the old one: roll it back. ${source}`,
      unit: "percentunit",
      noValue: "no requests",
      queries: [prom(ratioByVersion(config), "{{job}} {{service_version}}")],
    }),
  ];
}

function ratioByVersion(config: Config): string {
  const info = `topk by (job, instance) (1, ${general.targetInfo}{${chosen(config)}})`;
  const rate = (...matchers: string[]): string =>
    `sum by (job, service_version) (sum by (job, instance) (rate(${http.server.count}{${chosen(config, ...matchers)}}[$__rate_interval])) * on (job, instance) group_left (service_version) ${info})`;
  return `(${rate(serverError)} or 0 * ${rate()}) / (${rate()} > 0)`;
}

/** Every kind of failure on every route, most frequent first. */
export function failures(config: Config): PanelDef {
  const by = "job, http_request_method, http_route, http_response_status_code, error_type";
  const failed = `sum by (${by}) (increase(${http.server.count}{${chosen(config, serverError)}}[$__range]))`;
  return table({
    key: "failures",
    title: "What fails",
    description: `Requests answered with a 5xx in the chosen time, by service, route and kind; the service leads to its dashboard. ${source}`,
    width: 24,
    height: 8,
    noValue,
    sortBy: "Failures",
    queries: [promNow(`topk(50, ${failed} > 0)`)],
    columns: [
      {
        field: "job",
        title: "Service",
        link: dashboardLink("Open the route", "otel-service", { job: "job", route: "http_route" }),
      },
      { field: "http_request_method", title: "Method", width: 90 },
      { field: "http_route", title: "Route" },
      { field: "http_response_status_code", title: "Status", width: 90, unit: "string" },
      { field: "error_type", title: "Kind" },
      { field: "Value", title: "Failures", unit: "short", decimals: 0, width: 120 },
    ],
  });
}
