import { series, type Series } from "./metric.ts";

const owner = "rabbitmq";

/** RabbitMQ itself, from its Prometheus plugin (`job="rabbitmq"`, per object). */
export const rabbitmq: {
  readonly queueReady: Series;
  readonly queueUnacked: Series;
  readonly queueConsumers: Series;
  readonly delivered: Series;
  readonly acknowledged: Series;
  readonly received: Series;
  readonly redelivered: Series;
  readonly unroutable: Series;
  readonly connections: Series;
  readonly channels: Series;
  readonly memory: Series;
  readonly memoryLimit: Series;
  readonly diskFree: Series;
  readonly diskLimit: Series;
} = {
  queueReady: series("gauge", "rabbitmq_queue_messages_ready", { owner, labels: ["queue", "vhost"] }),
  queueUnacked: series("gauge", "rabbitmq_queue_messages_unacked", { owner, labels: ["queue", "vhost"] }),
  queueConsumers: series("gauge", "rabbitmq_queue_consumers", { owner, labels: ["queue", "vhost"] }),
  delivered: series("counter", "rabbitmq_global_messages_delivered_total", {
    owner,
    labels: ["protocol", "queue_type"],
  }),
  acknowledged: series("counter", "rabbitmq_global_messages_acknowledged_total", {
    owner,
    labels: ["protocol", "queue_type"],
  }),
  received: series("counter", "rabbitmq_global_messages_received_total", { owner, labels: ["protocol"] }),
  redelivered: series("counter", "rabbitmq_global_messages_redelivered_total", {
    owner,
    labels: ["protocol", "queue_type"],
  }),
  unroutable: series("counter", "rabbitmq_global_messages_unroutable_dropped_total", { owner, labels: ["protocol"] }),
  connections: series("gauge", "rabbitmq_connections", { owner, labels: [] }),
  channels: series("gauge", "rabbitmq_channels", { owner, labels: [] }),
  memory: series("gauge", "rabbitmq_process_resident_memory_bytes", { owner, labels: [] }),
  memoryLimit: series("gauge", "rabbitmq_resident_memory_limit_bytes", { owner, labels: [] }),
  diskFree: series("gauge", "rabbitmq_disk_space_available_bytes", { owner, labels: [] }),
  diskLimit: series("gauge", "rabbitmq_disk_space_available_limit_bytes", { owner, labels: [] }),
};
