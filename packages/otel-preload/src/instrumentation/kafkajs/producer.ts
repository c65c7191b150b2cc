import { type Context, propagation } from "@opentelemetry/api";
import { type MessagingOperation, startMessaging } from "../lib/messaging.ts";
import { type AnyFunction, onSettled, wrapMethod } from "../lib/wrap.ts";
import { type KafkaCluster, seedOf } from "./cluster.ts";

interface Message {
  readonly value: unknown;
  readonly headers?: Record<string, unknown>;
}

interface TopicMessages {
  readonly topic: string;
  readonly messages: readonly Message[];
}

/** `send` and `sendBatch` of a producer and of its transactions: one span for each topic. */
export function watchProducer(producer: object, { cluster }: { cluster: KafkaCluster }): void {
  watchSends(producer, cluster);
  wrapMethod(producer, "transaction", (original) => {
    return async function transaction(this: unknown, ...args: unknown[]) {
      const started = (await original.apply(this, args)) as object;
      watchSends(started, cluster);
      return started;
    };
  });
}

function watchSends(sender: object, cluster: KafkaCluster): void {
  wrapMethod(sender, "send", (original) => {
    return function send(this: unknown, ...args: unknown[]) {
      const [record] = args as [TopicMessages];
      if (!isTopicMessages(record)) return original.apply(this, args) as unknown;
      const { traced, operations } = trace([record], cluster);
      args[0] = traced[0];
      return settle(operations, () => original.apply(this, args) as unknown);
    };
  });
  wrapMethod(sender, "sendBatch", (original: AnyFunction) => {
    return function sendBatch(this: unknown, ...args: unknown[]) {
      const [batch] = args as [{ topicMessages: TopicMessages[] }];
      if (!Array.isArray(batch?.topicMessages) || !batch.topicMessages.every(isTopicMessages))
        return original.apply(this, args) as unknown;
      const { traced, operations } = trace(batch.topicMessages, cluster);
      args[0] = { ...batch, topicMessages: traced };
      return settle(operations, () => original.apply(this, args) as unknown);
    };
  });
}

/** What does not look as it should is kafkajs' to refuse. */
function isTopicMessages(record: unknown): record is TopicMessages {
  return typeof record === "object" && record !== null && Array.isArray((record as TopicMessages).messages);
}

function trace(
  records: readonly TopicMessages[],
  cluster: KafkaCluster,
): { traced: TopicMessages[]; operations: MessagingOperation[] } {
  const operations = new Map<string, MessagingOperation | undefined>();
  for (const { topic } of records) if (!operations.has(topic)) operations.set(topic, start(topic, records, cluster));
  const traced = records.map((record) => {
    const active = operations.get(record.topic)?.context;
    return active === undefined
      ? record
      : { ...record, messages: record.messages.map((message) => withTrace(message, active)) };
  });
  return { traced, operations: [...operations.values()].filter((operation) => operation !== undefined) };
}

function start(
  topic: string,
  records: readonly TopicMessages[],
  cluster: KafkaCluster,
): MessagingOperation | undefined {
  const messages = records.flatMap((record) => (record.topic === topic ? record.messages : []));
  const [only] = messages;
  return startMessaging(() => ({
    system: "kafka",
    name: "send",
    type: "send",
    destination: topic,
    ...seedOf(cluster),
    ...(messages.length === 1 ? {} : { batchSize: messages.length }),
    ...(messages.length === 1 && only !== undefined ? { attributes: sizeOf(only) } : {}),
  }));
}

/** The application's message stays as it is: it may send it again. One that has no fields of its own is sent as it is. */
function withTrace(message: Message, active: Context): Message {
  if (typeof message !== "object" || message === null || !Object.hasOwn(message, "value")) return message;
  const headers = { ...message.headers };
  propagation.inject(active, headers);
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object | null) as Message, message, { headers });
}

function sizeOf({ value }: Message): Record<string, number | boolean> {
  if (value === null) return { "messaging.kafka.message.tombstone": true };
  if (typeof value === "string") return { "messaging.message.body.size": Buffer.byteLength(value) };
  return value instanceof Uint8Array ? { "messaging.message.body.size": value.byteLength } : {};
}

function settle(operations: readonly MessagingOperation[], send: () => unknown): unknown {
  return onSettled(send(), (error) => {
    for (const operation of operations) operation.end(error);
  });
}
