import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, labelVariable } from "../dashboard/variables.ts";
import { app } from "../inventory/telemetry.ts";
import { eventPanels, eventTotals } from "./business/events.ts";
import { taskPanels, taskTotals } from "./business/tasks.ts";
import { valuePanels, valueTotals } from "./business/values.ts";

/** What the company lives from: the application's own counters, values and jobs. */
export const business: DashboardSource = (config) => {
  const events = chosen(config, 'event=~"$event"');
  const tasks = chosen(config);
  return {
    uid: "otel-business",
    title: "Business",
    folder: "Product",
    description:
      "Business events, their values, and the jobs behind them, as applications record them with @org/telemetry.",
    variables: [
      jobVariable(config),
      labelVariable("event", `label_values(${app.businessEvents}{${chosen(config)}}, event)`, {
        description: "The first argument of business.count() and business.record().",
      }),
    ],
    top: [eventTotals(events), valueTotals(events), ...taskTotals(tasks)],
    rows: [
      { title: "Events", panels: eventPanels(events) },
      { title: "Values", panels: valuePanels(events) },
      { title: "Tasks and workflows", panels: taskPanels(tasks, config) },
    ],
    ways: [
      { title: "Tenants", to: "otel-tenants" },
      { title: "Service", to: "otel-service" },
    ],
  };
};
