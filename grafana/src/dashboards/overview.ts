import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable } from "../dashboard/variables.ts";
import { http } from "../inventory/preload.ts";
import { prom } from "../panel/query.ts";
import { timeseries } from "../panel/timeseries.ts";

/** Home: which service has which of the four golden signals out of range, and what is firing. */
export const overview: DashboardSource = (config) => {
  const app = chosen(config);
  return {
    uid: "otel-overview",
    title: "Overview",
    folder: "On call",
    description: "All services at a glance: what is wrong, where, since when.",
    variables: [jobVariable(config)],
    top: [
      timeseries({
        key: "traffic",
        title: "Requests",
        description: "Requests answered a second, by service. Fed by every HTTP server under the preload.",
        unit: "reqps",
        queries: [prom(`sum by (job) (rate(${http.server.count}{${app}}[$__rate_interval]))`, "{{job}}")],
      }),
    ],
    rows: [],
  };
};
