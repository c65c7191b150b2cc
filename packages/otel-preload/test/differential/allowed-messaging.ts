import type { Allowed } from "./allowed.ts";

export const messaging: readonly Omit<Allowed, "topic">[] = [
  {
    what: /^span (?:producer|consumer) .* › attribute messaging\.(?:protocol_version|url|protocol|destination|destination_kind|rabbitmq\.routing_key|message_id|operation): .*, ours nothing$/u,
    programs: ["amqplib"],
    reason: "upstream has the names of 2021 (`messaging.destination`), which no other signal knows",
  },
  {
    what: /^span (?:producer|consumer) .* › attribute messaging\.(?:operation\.(?:name|type)|destination\.name|rabbitmq\.\S+|message\.\S+): upstream nothing/u,
    programs: ["amqplib"],
    reason: "the conventions' names of today (`messaging.destination.name`)",
  },
  {
    what: /^span (?:producer|consumer) .* › name: upstream (?:publish <default>|\S+ process), ours (?:publish|process) \S+$/u,
    programs: ["amqplib"],
    reason:
      "a span is named by operation and destination, in this order; the default exchange is the queue it leads to",
  },
  {
    what: /^span consumer process .* › attribute error\.type: upstream nothing, ours (?:nack|reject)$/u,
    programs: ["amqplib"],
    reason: "a message that was refused says how",
  },
  {
    what: /^metric messaging\./u,
    reason: "the conventions' metrics of sent, consumed and processed messages, for every library and with their units",
  },
  {
    what: /^span client GET > server GET >: upstream nothing, ours producer add jobs-PID|^span: upstream nothing, ours consumer process jobs-PID|^span: upstream client GET with 1 below, ours nothing$/u,
    programs: ["bullmq"],
    reason: "jobs have spans, and what a worker does lies below the span of its job; upstream sees only Redis commands",
  },
  {
    what: /^span (?:producer send|consumer process) .* › attribute (?:server\.(?:address|port)|messaging\.(?:message\.body\.size|batch\.message_count|consumer\.group\.name)): upstream nothing/u,
    programs: ["kafkajs"],
    reason: "server, group and sizes are known",
  },
  {
    what: /^span (?:producer|consumer) .* › attribute messaging\.kafka\.(?:message\.key|cluster\.id): .*, ours nothing$/u,
    programs: ["kafkajs"],
    reason: "a message's key is data of the application, and the cluster is named by its address",
  },
  {
    what: /^span (?:producer|consumer) .* › events: upstream , ours exception/u,
    programs: ["kafkajs"],
    reason: "a failure holds its exception with the stack",
  },
  {
    what: /^span client GET > server GET >: upstream producer send batch-PID, ours nothing$|^span: upstream (?:client poll batch-PID with \d+ below|nothing), ours (?:consumer process batch-PID with 1 below|nothing)$/u,
    programs: ["kafkajs"],
    reason: "a batch is one span with the number of its messages, sent and processed, with links to the senders",
  },
];
