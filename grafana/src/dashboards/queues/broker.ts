import type { Row } from "../../dashboard/definition.ts";
import { rabbitmq } from "../../inventory/rabbitmq.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { graphRange as rate } from "../parts/requests.ts";

const fedBy = "stack";

/** RabbitMQ's own view, from its Prometheus plugin. */
export const brokerRow: Row = {
  title: "RabbitMQ server",
  panels: [
    timeseries({
      key: "broker-messages",
      title: "Messages",
      description:
        "A second, all queues: received, delivered, acknowledged, delivered again, and dropped because no queue wanted them.",
      fedBy,
      unit: "ops",
      queries: [
        prom(`sum(rate(${rabbitmq.received}[${rate}]))`, "received"),
        prom(`sum(rate(${rabbitmq.delivered}[${rate}]))`, "delivered"),
        prom(`sum(rate(${rabbitmq.acknowledged}[${rate}]))`, "acknowledged"),
        prom(`sum(rate(${rabbitmq.redelivered}[${rate}]))`, "delivered again"),
        prom(`sum(rate(${rabbitmq.unroutable}[${rate}]))`, "dropped"),
      ],
    }),
    timeseries({
      key: "broker-memory",
      title: "Memory",
      description: "At its limit RabbitMQ blocks every publisher.",
      fedBy,
      unit: "bytes",
      queries: [prom(`sum(${rabbitmq.memory})`, "used"), prom(`sum(${rabbitmq.memoryLimit})`, "limit")],
    }),
    timeseries({
      key: "broker-disk",
      title: "Free disk",
      description: "Below its limit RabbitMQ blocks every publisher.",
      fedBy,
      unit: "bytes",
      queries: [prom(`min(${rabbitmq.diskFree})`, "free"), prom(`max(${rabbitmq.diskLimit})`, "limit")],
    }),
    timeseries({
      key: "broker-connections",
      title: "Connections and channels",
      description: "Rising without end: somebody does not close them.",
      fedBy,
      queries: [prom(`sum(${rabbitmq.connections})`, "connections"), prom(`sum(${rabbitmq.channels})`, "channels")],
    }),
  ],
};
