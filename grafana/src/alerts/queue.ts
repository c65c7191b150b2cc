import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { messaging } from "../inventory/preload.ts";
import { rabbitmq } from "../inventory/rabbitmq.ts";
import { app } from "../inventory/telemetry.ts";
import { queueCases } from "./cases/queue.ts";

/** Messages that wait, by `queue`, from whoever knows: every worker tells the same number, so never their sum. */
function waiting({ where }: RuleContext): string {
  return `max by (queue) (
  ${app.queueMessages}{${where('state="waiting"')}}
  or ${rabbitmq.queueReady}
  or label_replace(${messaging.depth}{${where()}}, "queue", "$1", "messaging_destination_name", "(.+)")
)`;
}

/** Queues that had a worker within the last day: a dead-letter queue has none, and nobody expects one. */
function hadWorkers({ where, time }: RuleContext): string {
  const range = `[${time("1d")}]`;
  return `max by (queue) (
  max_over_time(${app.queueWorkers}{${where()}}${range}) or max_over_time(${rabbitmq.queueConsumers}${range})
) > 0`;
}

const dashboard = { uid: "otel-queues", variables: { queue: "{{ $labels.queue }}" } };

/** Queues and those who work on them. */
export const queueAlerts: readonly AlertDef[] = [
  {
    name: "QueueBacklogHigh",
    group: "queue",
    component: "queue",
    signal: "symptom",
    expr: (context) => `${waiting(context)} > ${context.threshold}`,
    guard: "held for five minutes: a batch that is worked off sooner is no reason",
    summary: "Messages pile up in a queue",
    description: "{{ $value | humanize }} messages wait in the queue {{ $labels.queue }}.",
    dashboard,
    cases: queueCases.QueueBacklogHigh,
  },
  {
    name: "QueueOldestJobAge",
    group: "queue",
    component: "queue",
    signal: "symptom",
    expr: ({ threshold, where }) => `max by (queue) (${app.queueOldestAge}{${where()}}) > ${threshold}`,
    guard: "an empty queue has age 0; held for five minutes",
    summary: "Messages wait too long in a queue",
    description:
      "The oldest message in the queue {{ $labels.queue }} has been waiting for {{ $value | humanizeDuration }}.",
    dashboard,
    cases: queueCases.QueueOldestJobAge,
  },
  {
    name: "WorkersDown",
    group: "queue",
    component: "queue",
    signal: "symptom",
    expr: (context) => `${waiting(context)} > ${context.threshold}
unless on (queue) sum by (queue) (${app.queueWorkers}{${context.where()}} or ${rabbitmq.queueConsumers}) > 0
and on (queue) ${hadWorkers(context)}`,
    guard: "something must wait, and the queue must have had a worker within the last day",
    summary: "Messages wait and nobody works on them",
    description: "{{ $value | humanize }} messages wait in the queue {{ $labels.queue }}, and no worker takes from it.",
    dashboard,
    cases: queueCases.WorkersDown,
  },
];
