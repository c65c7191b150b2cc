import { context, type Link, propagation, ROOT_CONTEXT, type TextMapGetter, trace } from "@opentelemetry/api";
import { type MessagingCall, type MessagingOperation, type Origin, startMessaging } from "../lib/messaging.ts";
import { setQueueDepth } from "../lib/queue-depth.ts";
import { type AnyFunction, guarded, onSettled, wrapMethod } from "../lib/wrap.ts";
import { type KafkaCluster, seedOf } from "./cluster.ts";

type Headers = Readonly<Record<string, Uint8Array | string | readonly (Uint8Array | string)[] | undefined>>;

interface KafkaMessage {
  readonly offset: string;
  readonly value: Uint8Array | null;
  readonly headers?: Headers;
}

interface EachMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message: KafkaMessage;
}

interface EachBatch {
  readonly batch: { readonly topic: string; readonly partition: number; readonly messages: readonly KafkaMessage[] };
}

interface BatchEvent {
  readonly payload: {
    readonly topic: string;
    readonly partition: number;
    readonly offsetLag: string;
    readonly offsetLagLow: string;
  };
}

interface Consumer {
  readonly events: Readonly<Record<"START_BATCH_PROCESS" | "END_BATCH_PROCESS", string>>;
  on(event: string, listener: (event: BatchEvent) => void): void;
}

interface Source {
  readonly cluster: KafkaCluster;
  readonly groupId?: string;
}

/** `eachMessage` continues the trace of the message's producer; `eachBatch` starts one of its own, linked to the producers. */
export function watchConsumer(consumer: object, source: Source): void {
  wrapMethod(consumer, "run", (original) => {
    return function run(this: unknown, ...args: unknown[]) {
      const config = args[0] as { eachMessage?: AnyFunction; eachBatch?: AnyFunction } | undefined;
      args[0] = {
        ...config,
        ...(typeof config?.eachMessage === "function"
          ? { eachMessage: wrapEachMessage(config.eachMessage, source) }
          : {}),
        ...(typeof config?.eachBatch === "function" ? { eachBatch: wrapEachBatch(config.eachBatch, source) } : {}),
      };
      return original.apply(this, args) as unknown;
    };
  });
  watchLag(consumer as Consumer, source);
}

function wrapEachMessage(eachMessage: AnyFunction, source: Source): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const operation = startMessaging(
      () => describeMessage(args[0] as EachMessage, source),
      () => ({ parent: extract((args[0] as EachMessage).message) }),
    );
    return process(operation, () => eachMessage.apply(this, args) as unknown);
  };
}

function wrapEachBatch(eachBatch: AnyFunction, source: Source): AnyFunction {
  return function (this: unknown, ...args: unknown[]) {
    const operation = startMessaging(
      () => describeBatch(args[0] as EachBatch, source),
      () => originOfBatch(args[0] as EachBatch),
    );
    return process(operation, () => eachBatch.apply(this, args) as unknown);
  };
}

function process(operation: MessagingOperation | undefined, run: () => unknown): unknown {
  if (operation === undefined) return run();
  try {
    // kafkajs waits for what it gets: a rejection stays the application's business.
    return onSettled(context.with(operation.context, run), (error) => operation.end(error));
  } catch (thrown) {
    operation.end(thrown);
    throw thrown;
  }
}

function common(topic: string, { cluster, groupId }: Source): MessagingCall {
  return {
    system: "kafka",
    name: "process",
    type: "process",
    destination: topic,
    consumerGroup: groupId,
    catchesErrors: true,
    ...seedOf(cluster),
  };
}

function describeMessage({ topic, partition, message }: EachMessage, source: Source): MessagingCall {
  return {
    ...common(topic, source),
    attributes: {
      "messaging.destination.partition.id": String(partition),
      "messaging.kafka.offset": Number(message.offset),
      ...(message.value === null
        ? { "messaging.kafka.message.tombstone": true }
        : { "messaging.message.body.size": message.value.byteLength }),
    },
  };
}

function describeBatch({ batch: { topic, partition, messages } }: EachBatch, source: Source): MessagingCall {
  return {
    ...common(topic, source),
    batchSize: messages.length,
    attributes: { "messaging.destination.partition.id": String(partition) },
  };
}

/** Messages of one request have one producer: one link each would say the same many times. */
function originOfBatch({ batch: { messages } }: EachBatch): Origin {
  const links = new Map<string, Link>();
  for (const message of messages) {
    const producer = trace.getSpanContext(extract(message));
    if (producer !== undefined) links.set(producer.spanId, { context: producer });
  }
  return { parent: ROOT_CONTEXT, links: [...links.values()] };
}

function extract({ headers }: KafkaMessage): ReturnType<typeof propagation.extract> {
  return propagation.extract(ROOT_CONTEXT, headers ?? {}, headerGetter);
}

const headerGetter: TextMapGetter<Headers> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, key) => {
    const value = headers[key];
    const first = Array.isArray(value)
      ? (value as readonly (Uint8Array | string)[])[0]
      : (value as Uint8Array | string | undefined);
    return first?.toString();
  },
};

/** Kafka tells with each batch how far behind a group is in a partition. */
function watchLag(consumer: Consumer, { cluster, groupId = "" }: Source): void {
  const remember = ({ topic, partition }: BatchEvent["payload"], messages: number): void => {
    const { serverAddress, serverPort } = seedOf(cluster);
    setQueueDepth(
      {
        "messaging.system": "kafka",
        "messaging.destination.name": topic,
        "messaging.destination.partition.id": String(partition),
        "messaging.consumer.group.name": groupId,
        ...(serverAddress === undefined || serverPort === undefined
          ? {}
          : { "server.address": serverAddress, "server.port": serverPort }),
      },
      messages,
    );
  };
  // Before: the batch itself still waits. After: what came behind it.
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }) => {
    guarded("kafkajs lag", () => remember(payload, Number(payload.offsetLagLow) + 1));
  });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    guarded("kafkajs lag", () => remember(payload, Number(payload.offsetLag)));
  });
}
