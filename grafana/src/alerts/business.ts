import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { general } from "../inventory/general.ts";
import { app } from "../inventory/telemetry.ts";
import { droppedCases, taskCases, tenantCases } from "./cases/business.ts";

const group = "business";
const component = "business";

/** The share of `outcome="failure"`, with a minimum of failures. */
function failingShare({ threshold }: RuleContext, increase: (matcher: string) => string, minimum: number): string {
  return `${increase('outcome="failure"')} / ${increase("")} > ${threshold}
and ${increase('outcome="failure"')} >= ${minimum}`;
}

/** What the application is there for. */
export const businessAlerts: readonly AlertDef[] = [
  {
    name: "BusinessEventsDropped",
    group,
    component,
    signal: "symptom",
    expr: ({ config, threshold, time, where, window }) => {
      const events = `increase(${app.businessEvents}{${where()}}[${window.hour}]`;
      const lastWeek = `sum by (job, event) (${events} offset ${time("1w")}))`;
      // Eleven of the twelve points of an hour: after an outage events are missing that nobody could have made.
      return `(
  sum by (job, event) (${events})) or 0 * ${lastWeek}
) / (${lastWeek} >= ${config.minimumEvents.businessEvents}) < ${threshold}
and on (job) count_over_time(group by (job) (${general.targetInfo}{${where('instance!=""')}})[${window.hour}:${time("5m")}]) >= 11`;
    },
    guard:
      "at least minimumEvents.businessEvents in the same hour of last week, and the service was heard of throughout this one: otherwise it is or was down, which another alert says",
    summary: "Business events have dropped",
    description:
      "{{ $labels.event }} of {{ $labels.job }} happens at {{ $value | humanizePercentage }} of its number in the same hour of last week.",
    dashboard: { uid: "otel-business", variables: { job: "{{ $labels.job }}" } },
    cases: droppedCases,
  },
  {
    name: "TasksFailing",
    group,
    component,
    signal: "symptom",
    expr: (context) => {
      const { config, where, window } = context;
      return failingShare(
        context,
        (matcher) => `sum by (job, task) (increase(${app.taskDuration.count}{${where(matcher)}}[${window.hour}]))`,
        config.minimumEvents.failedTasks,
      );
    },
    guard: "at least minimumEvents.failedTasks failures in an hour",
    summary: "Tasks fail",
    description:
      "{{ $value | humanizePercentage }} of the runs of {{ $labels.task }} in {{ $labels.job }} failed within the last hour.",
    dashboard: { uid: "otel-business", variables: { job: "{{ $labels.job }}" } },
    cases: taskCases,
  },
  {
    name: "TenantErrors",
    group,
    component,
    signal: "symptom",
    expr: (context) => {
      const { config, where, window } = context;
      return failingShare(
        context,
        (matcher) => `sum by (job, tenant) (increase(${app.tenantOperations}{${where(matcher)}}[${window.quarter}]))`,
        config.minimumEvents.failedTenantOperations,
      );
    },
    guard: "at least minimumEvents.failedTenantOperations failures in a quarter of an hour",
    summary: "One tenant has trouble",
    description:
      "{{ $value | humanizePercentage }} of the operations of the tenant {{ $labels.tenant }} in {{ $labels.job }} fail.",
    dashboard: {
      uid: "otel-tenants",
      variables: { job: "{{ $labels.job }}", tenant: "{{ $labels.tenant }}" },
    },
    cases: tenantCases,
  },
];
