import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable, textVariable } from "../dashboard/variables.ts";
import type { VariableJson } from "../panel/schema.ts";
import { lines, volume } from "./logs/lines.ts";
import { patterns } from "./logs/patterns.ts";
import { headline } from "./logs/headline.ts";
import { serviceVariable } from "./parts/logs.ts";

/** All log lines: how many, which repeat, the ones that match, and from each the way to its trace. */
export const logs: DashboardSource = (config) => ({
  uid: "otel-logs",
  title: "Logs",
  folder: "Services",
  description:
    "Log lines by level and service, the messages that repeat, search, and from each line the way to its trace.",
  variables: [
    jobVariable(config),
    serviceVariable(config),
    levelVariable,
    textVariable(
      "search",
      "search",
      "A regular expression that the line must match; upper and lower case are the same.",
    ),
    textVariable(
      "trace",
      "trace id",
      "All lines of one trace, of whatever service: the id as Jaeger and Sentry show it.",
    ),
  ],
  top: [...headline(), ...volume(), lines()],
  rows: patterns(),
  ways: [
    { title: "Service", to: "otel-service" },
    { title: "Errors", to: "otel-errors" },
    { title: "Telemetry pipeline", to: "otel-pipeline" },
  ],
});

const levelVariable: VariableJson = {
  type: "custom",
  name: "level",
  label: "level",
  // `log` is console.log's.
  query: "fatal,critical,error,warn,info,log,debug,trace,unknown",
  multi: true,
  includeAll: true,
  allValue: ".*",
  current: { text: "All", value: "$__all" },
};
