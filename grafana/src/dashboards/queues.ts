import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, labelVariable } from "../dashboard/variables.ts";
import type { Series } from "../inventory/metric.ts";
import { messaging } from "../inventory/preload.ts";
import { rabbitmq } from "../inventory/rabbitmq.ts";
import { app } from "../inventory/telemetry.ts";
import { prom, promNow } from "../panel/query.ts";
import { stat } from "../panel/stat.ts";
import { table } from "../panel/table.ts";
import { timeseries } from "../panel/timeseries.ts";
import { brokerRow } from "./queues/broker.ts";
import { graphRange as rate } from "./parts/requests.ts";

const destination = "messaging_destination_name";

/** Is work piling up, how old is it, is anybody working it off. */
export const queues: DashboardSource = (config) => {
  const used = chosen(config, `${destination}=~"$queue"`);
  const own = chosen(config, 'queue=~"$queue"');
  const renamed = (series: Series): string =>
    `label_replace(${series}{${used}}, "queue", "$1", "${destination}", "(.*)")`;
  // A queue has one name whoever tells its depth: the broker, the client, or the application's own monitor.
  const depth = `max by (queue) (${renamed(messaging.depth)} or ${app.queueMessages}{${own}, state="waiting"} or ${rabbitmq.queueReady}{queue=~"$queue"})`;
  const age = `max by (queue) (${app.queueOldestAge}{${own}} or ${renamed(messaging.oldestAge)})`;
  const workers = `max by (queue) (${app.queueWorkers}{${own}} or ${renamed(messaging.workers)})`;
  const processed = `sum by (${destination}) (rate(${messaging.process.count}{${used}}[${rate}]))`;
  return {
    uid: "otel-queues",
    title: "Queues and workers",
    folder: "Dependencies",
    description: "Depth, age, throughput and failures of every queue, and who works it off.",
    variables: [
      jobVariable(config),
      {
        ...labelVariable(
          "queue",
          `query_result(count by (queue) (label_replace({__name__=~"${messaging.process.count}|${messaging.sent}|${messaging.depth}", ${chosen(config)}}, "queue", "$1", "${destination}", "(.*)") or ${app.queueMessages}{${chosen(config)}} or ${rabbitmq.queueReady}))`,
        ),
        // Grafana offers whole results, `{queue="mails"} 3 1700000000000`.
        regex: '/queue="([^"]*)"/',
      },
    ],
    ways: [
      { title: "Service", to: "otel-service" },
      { title: "Logs", to: "otel-logs" },
    ],
    top: [
      stat({
        key: "depth-now",
        title: "Messages waiting",
        description: "All chosen queues together. It may rise in a burst; it must come down again.",
        decimals: 0,
        sparkline: true,
        thresholds: { warning: 1000, bad: 5000 },
        queries: [prom(`sum(${depth})`, "waiting")],
      }),
      stat({
        key: "age-now",
        title: "Oldest message",
        description:
          "How long the oldest waiting message has been waiting: what users feel of a backlog. Fed by `monitorQueue()` of @org/telemetry.",
        noValue: "no service uses monitorQueue()",
        fedBy: "shop-plus",
        unit: "s",
        thresholds: { warning: 60, bad: 600 },
        queries: [prom(`max(${age})`, "oldest")],
      }),
      stat({
        key: "processed-now",
        title: "Processed",
        description:
          "Messages worked off a second. Good: as many as are published. Fed by the preload's queue instrumentations.",
        unit: "ops",
        sparkline: true,
        queries: [prom(`sum(rate(${messaging.process.count}{${used}}[${rate}]))`, "processed")],
      }),
      stat({
        key: "failed-now",
        title: "Failed",
        description: "Share of messages whose processing failed or was refused (nack).",
        unit: "percentunit",
        thresholds: { warning: 0.01, bad: 0.1 },
        queries: [
          prom(
            `(sum(rate(${messaging.process.count}{${used}, error_type!=""}[${rate}])) or vector(0)) / sum(rate(${messaging.process.count}{${used}}[${rate}]))`,
            "failed",
          ),
        ],
      }),
      stat({
        key: "p95-now",
        title: "Processing (p95)",
        description: "One message in twenty takes longer.",
        unit: "s",
        queries: [
          prom(`histogram_quantile(0.95, sum by (le) (rate(${messaging.process.bucket}{${used}}[${rate}])))`, "p95"),
        ],
      }),
      stat({
        key: "workers-now",
        title: "Workers",
        description:
          "Consumers that the brokers know, and workers that applications and BullMQ count. 0 with messages waiting: nobody works.",
        fedBy: "stack",
        decimals: 0,
        thresholds: { warning: 1, bad: 0.5, below: true },
        queries: [prom(`sum(${rabbitmq.queueConsumers}{queue=~"$queue"}) + (sum(${workers}) or vector(0))`, "workers")],
      }),
      timeseries({
        key: "depth",
        title: "Messages waiting by queue",
        description: "From the broker itself, its client, or `monitorQueue()`; the largest where several tell it.",
        width: 12,
        thresholds: { warning: 1000, bad: 5000 },
        queries: [prom(depth, "{{queue}}")],
      }),
      timeseries({
        key: "rates",
        title: "Published and processed",
        description: "Messages a second in and out. Published above processed for long: a backlog grows.",
        unit: "ops",
        width: 12,
        queries: [
          prom(
            `sum by (${destination}) (rate(${messaging.sent}{${used}}[${rate}]))`,
            "{{messaging_destination_name}} published",
          ),
          prom(processed, "{{messaging_destination_name}} processed"),
        ],
      }),
    ],
    rows: [
      {
        title: "Processing",
        panels: [
          timeseries({
            key: "duration",
            title: "Processing time (p50, p95)",
            description: "From receiving a message to its end. A dot is one message: a click opens its trace.",
            unit: "s",
            queries: [
              prom(
                `histogram_quantile(0.95, sum by (${destination}, le) (rate(${messaging.process.bucket}{${used}}[${rate}])))`,
                "{{messaging_destination_name}} p95",
                { exemplar: true },
              ),
              prom(
                `histogram_quantile(0.5, sum by (${destination}, le) (rate(${messaging.process.bucket}{${used}}[${rate}])))`,
                "{{messaging_destination_name}} p50",
              ),
            ],
          }),
          timeseries({
            key: "failures",
            title: "Failures by kind",
            description: "Messages a second whose processing threw or was refused.",
            unit: "ops",
            queries: [
              prom(
                `sum by (${destination}, error_type) (rate(${messaging.process.count}{${used}, error_type!=""}[${rate}])) or 0 * ${processed}`,
                "{{messaging_destination_name}} {{error_type}}",
              ),
            ],
          }),
          timeseries({
            key: "publish-duration",
            title: "Time to publish (p95)",
            description: "What a producer waits until the broker has taken a message.",
            unit: "s",
            queries: [
              prom(
                `histogram_quantile(0.95, sum by (job, ${destination}, le) (rate(${messaging.operation.bucket}{${used}}[${rate}])))`,
                "{{job}} → {{messaging_destination_name}}",
              ),
            ],
          }),
          table({
            key: "queues",
            title: "Queues of the broker",
            description: "Fed by RabbitMQ's Prometheus plugin, per queue.",
            fedBy: "stack",
            width: 24,
            height: 6,
            sortBy: "waiting",
            queries: [
              promNow(`sum by (vhost, queue) (${rabbitmq.queueReady}{queue=~"$queue"})`),
              promNow(`sum by (vhost, queue) (${rabbitmq.queueUnacked}{queue=~"$queue"})`),
              promNow(`sum by (vhost, queue) (${rabbitmq.queueConsumers}{queue=~"$queue"})`),
            ],
            columns: [
              { field: "vhost", title: "virtual host", width: 120 },
              { field: "queue", title: "queue" },
              { field: "Value #A", title: "waiting", decimals: 0, thresholds: { warning: 1000, bad: 5000 } },
              { field: "Value #B", title: "being worked on", decimals: 0 },
              { field: "Value #C", title: "consumers", decimals: 0 },
            ],
          }),
        ],
      },
      {
        title: "Queues that the application watches",
        panels: [
          timeseries({
            key: "states",
            title: "Messages by state",
            description:
              "Waiting, active, delayed and failed, as the application counts them. Fed by `monitorQueue()` of @org/telemetry.",
            noValue: "no service uses monitorQueue()",
            fedBy: "shop-plus",
            stack: true,
            queries: [prom(`max by (queue, state) (${app.queueMessages}{${own}})`, "{{queue}} {{state}}")],
          }),
          timeseries({
            key: "age",
            title: "Age of the oldest message",
            description:
              "The better measure of a backlog: it does not depend on how fast messages come. Fed by `monitorQueue()` of @org/telemetry, and by BullMQ's queues under the preload.",
            noValue: "no service uses monitorQueue()",
            fedBy: "shop-plus",
            unit: "s",
            thresholds: { warning: 60, bad: 600 },
            queries: [prom(age, "{{queue}}")],
          }),
          timeseries({
            key: "workers",
            title: "Workers alive",
            description:
              "0 with messages waiting raises WorkersDown. Fed by `monitorQueue()` of @org/telemetry, and by BullMQ's queues under the preload.",
            noValue: "no service uses monitorQueue()",
            fedBy: "shop-plus",
            queries: [prom(workers, "{{queue}}")],
          }),
        ],
      },
      brokerRow,
    ],
  };
};
