import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable } from "../dashboard/variables.ts";
import { breakdown, failures } from "./errors/breakdown.ts";
import { elsewhere, operations } from "./errors/elsewhere.ts";
import { headline } from "./errors/headline.ts";
import { exceptions } from "./errors/exceptions.ts";
import { serviceVariable } from "./parts/logs.ts";

/** What fails: of which kind, on which route, since which version. */
export const errors: DashboardSource = (config) => ({
  uid: "otel-errors",
  title: "Errors",
  folder: "Services",
  description: "Failed requests by kind, route and version; failures of calls and messages; exceptions in the logs.",
  variables: [jobVariable(config), serviceVariable(config)],
  top: [...headline(config), ...breakdown(config), failures(config)],
  rows: [
    { title: "Exceptions in the logs", panels: exceptions() },
    { title: "Calls and messages that fail", panels: [...elsewhere(config), operations(config)] },
  ],
  ways: [
    { title: "Sentry issues", to: config.sentryUrl },
    { title: "Service", to: "otel-service" },
    { title: "Logs", to: "otel-logs" },
    { title: "External APIs", to: "otel-external" },
  ],
});
