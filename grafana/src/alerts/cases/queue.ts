import type { AlertCase } from "../../alert/definition.ts";

type Name = "QueueBacklogHigh" | "QueueOldestJobAge" | "WorkersDown";

const messages = (instance: string): string =>
  `app_queue_messages{job="shop/worker",instance="${instance}",queue="mail",state="waiting"}`;
const workers = (instance: string): string =>
  `app_queue_workers{job="shop/worker",instance="${instance}",queue="mail"}`;
const rabbit = (metric: string): string => `${metric}{job="rabbitmq",instance="mq:15692",vhost="/",queue="orders"}`;
const age = 'app_queue_oldest_age_seconds{job="shop/worker",instance="a",queue="mail"}';

/** One-minute samples of queues, and what must come of them. */
export const queueCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  QueueBacklogHigh: [
    {
      // Both workers see the same queue: 6000, not 12000.
      name: "fires",
      series: { [messages("a")]: "0x5 6000x20", [messages("b")]: "0x5 6000x20" },
      at: "15m",
      fires: [
        { severity: "critical", labels: { queue: "mail" }, value: "6k" },
        { severity: "warning", labels: { queue: "mail" }, value: "6k" },
      ],
    },
    {
      name: "fires for a broker's queue",
      series: { [rabbit("rabbitmq_queue_messages_ready")]: "0x5 1500x20" },
      at: "15m",
      fires: [{ severity: "warning", labels: { queue: "orders" }, value: "1.5k" }],
    },
    {
      name: "fires for what a client sees",
      series: {
        'otel_preload_messaging_queue_depth{job="shop/worker",instance="a",messaging_destination_name="bulk"}':
          "0x5 1500x20",
      },
      at: "15m",
      fires: [{ severity: "warning", labels: { queue: "bulk" }, value: "1.5k" }],
    },
    { name: "zero traffic", series: { [messages("a")]: "0x20" }, at: "15m", fires: [] },
    { name: "a batch", series: { [messages("a")]: "0x5 8000 5000 2000 0x15" }, at: "12m", fires: [] },
    { name: "a gap", series: { [messages("a")]: "3000 _x8 10x20" }, at: "12m", fires: [] },
  ],
  QueueOldestJobAge: [
    {
      name: "fires",
      series: { [age]: "0x5 1900+60x20" },
      at: "15m",
      fires: [
        { severity: "critical", labels: { queue: "mail" }, value: "40m 40s" },
        { severity: "warning", labels: { queue: "mail" }, value: "40m 40s" },
      ],
    },
    { name: "zero traffic", series: { [age]: "0x20" }, at: "15m", fires: [] },
    { name: "a single slow job", series: { [age]: "0x5 320 380 440 0x15" }, at: "10m", fires: [] },
    { name: "a restart", series: { [age]: "5x5 310 _x3 20x15" }, at: "12m", fires: [] },
  ],
  WorkersDown: [
    {
      // The workers tell of themselves, so their series end with them.
      name: "fires",
      series: { [messages("web")]: "0x9 5+5x30", [workers("a")]: "1x9 _x30" },
      at: "20m",
      fires: [{ severity: "critical", labels: { queue: "mail" }, value: "55" }],
    },
    {
      name: "fires when a broker sees no consumer",
      series: {
        [rabbit("rabbitmq_queue_messages_ready")]: "0x9 5+5x30",
        [rabbit("rabbitmq_queue_consumers")]: "2x9 0x30",
      },
      at: "15m",
      fires: [{ severity: "critical", labels: { queue: "orders" }, value: "30" }],
    },
    {
      name: "zero traffic",
      series: { [messages("web")]: "0x40", [workers("a")]: "1x9 _x30" },
      at: "20m",
      fires: [],
    },
    {
      name: "a dead-letter queue",
      series: {
        [rabbit("rabbitmq_queue_messages_ready")]: "19x40",
        [rabbit("rabbitmq_queue_consumers")]: "0x40",
      },
      at: "20m",
      fires: [],
    },
    { name: "workers nobody counts", series: { [messages("web")]: "7x40" }, at: "20m", fires: [] },
    {
      name: "a deploy",
      series: {
        [rabbit("rabbitmq_queue_messages_ready")]: "0x9 40 0x30",
        [rabbit("rabbitmq_queue_consumers")]: "2x9 0 2x30",
      },
      at: "12m",
      fires: [],
    },
    {
      name: "a gap",
      series: { [messages("web")]: "3x40", [workers("a")]: "1x9 _x4 1x20" },
      at: "14m",
      fires: [],
    },
  ],
};
