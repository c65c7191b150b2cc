import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable } from "../dashboard/variables.ts";
import { alertsTimeline, firingAlerts } from "./overview/alerts.ts";
import { directory } from "./overview/directory.ts";
import { saturation, traffic } from "./overview/by-service.ts";
import { headline } from "./overview/headline.ts";
import { servicesTable } from "./overview/services.ts";

/** Home: which service has which of the four golden signals out of range, and what is firing. */
export const overview: DashboardSource = (config) => ({
  uid: "otel-overview",
  title: "Overview",
  folder: "On call",
  description: "All services at a glance: what is wrong, where, since when.",
  variables: [jobVariable(config)],
  top: [...headline(config), servicesTable(config), firingAlerts(config), alertsTimeline()],
  rows: [
    { title: "Traffic, errors, time", panels: traffic(config) },
    { title: "Saturation", panels: saturation(config) },
    { title: "Where to look next", panels: [directory()] },
  ],
  ways: [
    { title: "SLO", to: "otel-slo" },
    { title: "Errors", to: "otel-errors" },
    { title: "Logs", to: "otel-logs" },
    { title: "Alert noise", to: "otel-alerts" },
  ],
});
