import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, instanceVariable, jobVariable, labelVariable } from "../dashboard/variables.ts";
import { http } from "../inventory/preload.ts";
import type { VariableJson } from "../panel/schema.ts";
import type { Config } from "../settings.ts";
import { exploreTraces } from "./parts/links.ts";
import { serviceVariable } from "./parts/logs.ts";
import { callers, dependencies } from "./service/dependencies.ts";
import { headline } from "./service/headline.ts";
import { logLines } from "./service/logs.ts";
import { messages } from "./service/messages.ts";
import { requests } from "./service/requests.ts";
import { routes } from "./service/routes.ts";
import { saturation } from "./service/saturation.ts";

/** One service: requests by route, what it depends on, and the log lines of the same minute. */
export const service: DashboardSource = (config) => ({
  uid: "otel-service",
  title: "Service",
  folder: "Services",
  description: "One service: rate, errors and duration by route, its dependencies, logs and traces of the same minute.",
  variables: [
    jobVariable(config, { multi: false }),
    serviceVariable(config),
    instanceVariable(config),
    routeVariable(config),
  ],
  top: [...headline(config), ...requests(config)],
  rows: [
    { title: "Routes", panels: routes(config) },
    { title: "Logs of the same minutes", panels: logLines() },
    { title: "Dependencies: what it calls", panels: dependencies(config) },
    { title: "Callers: who calls it", panels: callers() },
    { title: "Messages that it handles", collapsed: true, panels: messages(config) },
    { title: "Saturation", panels: saturation(config) },
  ],
  ways: [
    { title: "Logs", to: "otel-logs" },
    { title: "Traces", to: exploreTraces(config) },
    { title: "Errors", to: "otel-errors" },
    { title: "Node runtime", to: "otel-node" },
    { title: "Database", to: "otel-database" },
    { title: "External APIs", to: "otel-external" },
  ],
});

function routeVariable(config: Config): VariableJson {
  const query = `label_values(${http.server.count}{${chosen(config)}}, http_route)`;
  // Requests that met no route have no such label and are part of All.
  return { ...labelVariable("route", query), allValue: ".*" };
}
