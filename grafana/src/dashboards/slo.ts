import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable, labelVariable } from "../dashboard/variables.ts";
import { slo as recorded } from "../inventory/rules.ts";
import { budget, objectives } from "./slo/budget.ts";
import { burn, history } from "./slo/burn.ts";
import { headline } from "./slo/headline.ts";

/** How much failure is still allowed, and how fast it is used up. */
export const slo: DashboardSource = (config) => ({
  uid: "otel-slo",
  title: "SLO",
  folder: "On call",
  description:
    "Objectives of all services, how much of their error budgets is left, and how fast it burns. Services without a declared objective have one of the default.",
  range: "24h",
  variables: [
    jobVariable(config),
    labelVariable("slo", `label_values(${recorded.info}{job=~"$job"}, slo)`, { label: "objective" }),
  ],
  top: [...headline(config), objectives(config), ...budget()],
  rows: [
    { title: "Burn: how fast the budget goes", panels: burn(config) },
    { title: "History", panels: history() },
  ],
  ways: [
    { title: "Service", to: "otel-service" },
    { title: "Errors", to: "otel-errors" },
  ],
});
