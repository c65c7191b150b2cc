import { types } from "node:util";
import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";
import { type MessagingCall, type MessagingOperation, startMessaging } from "../lib/messaging.ts";
import type { AnyFunction } from "../lib/wrap.ts";
import { type AmqpChannel, serverOf } from "./connection.ts";

export interface AmqpMessage {
  readonly fields: {
    readonly deliveryTag: number;
    readonly exchange: string;
    readonly routingKey: string;
    readonly messageCount?: number;
  };
  readonly properties: {
    readonly headers?: Record<string, unknown>;
    readonly messageId?: string;
    readonly correlationId?: string;
  };
  readonly content: Uint8Array;
}

/**
 * A message is processed from its delivery until it is settled (ack, nack, reject) and, where the consumer is an async
 * function, until that has ended: a consumer may acknowledge first and work then, or return first and acknowledge then.
 */
interface Delivery {
  readonly operation: MessagingOperation;
  running: boolean;
  settled: boolean;
  /** How it was given back, if it was. */
  returned: string | undefined;
}

const unsettled = new WeakMap<object, Map<number, Delivery>>();

/** `consume(queue, callback, options)` */
export function wrapConsume(original: AnyFunction): AnyFunction {
  return function consume(this: AmqpChannel, ...args: unknown[]) {
    const [queue, callback, options] = args;
    if (typeof callback === "function") {
      const noAck = (options as { noAck?: boolean } | undefined)?.noAck === true;
      args[1] = (message: AmqpMessage | null): unknown =>
        // null: the broker cancelled the consumer.
        message === null
          ? callback(message)
          : deliver({ channel: this, queue: String(queue), callback: callback as AnyFunction, noAck }, message);
    }
    return original.apply(this, args) as unknown;
  };
}

interface Consumer {
  readonly channel: AmqpChannel;
  readonly queue: string;
  readonly callback: AnyFunction;
  readonly noAck: boolean;
}

function deliver(consumer: Consumer, message: AmqpMessage): unknown {
  const operation = startMessaging(
    () => describe(consumer, message),
    () => ({ parent: propagation.extract(ROOT_CONTEXT, message.properties.headers ?? {}) }),
  );
  if (operation === undefined) return consumer.callback(message);
  const { deliveryTag } = message.fields;
  const delivery: Delivery = { operation, running: true, settled: consumer.noAck, returned: undefined };
  const open = deliveriesOf(consumer.channel);
  if (!consumer.noAck) open.set(deliveryTag, delivery);
  const stop = (error?: unknown): void => {
    delivery.running = false;
    if (error === undefined) return endIfOver(delivery);
    open.delete(deliveryTag);
    operation.end(error);
  };
  try {
    const result: unknown = context.with(operation.context, consumer.callback, undefined, message);
    // Only an async function's promise is ours alone to wait for: a handler of ours on any other would hide a rejection.
    if (types.isAsyncFunction(consumer.callback) && types.isPromise(result)) return whenEnded(result, stop);
    stop();
    return result;
  } catch (thrown) {
    stop(thrown);
    throw thrown;
  }
}

function whenEnded(result: Promise<unknown>, stop: (error?: unknown) => void): Promise<unknown> {
  return result.then(
    (value) => {
      stop();
      return value;
    },
    (error: unknown) => {
      stop(error ?? new Error("rejected without a reason"));
      throw error;
    },
  );
}

function describe({ channel, queue }: Consumer, { fields, properties, content }: AmqpMessage): MessagingCall {
  return {
    system: "rabbitmq",
    name: "process",
    type: "process",
    destination: queue === "" ? undefined : queue,
    ...serverOf(channel),
    attributes: {
      ...(fields.exchange === "" ? {} : { "messaging.rabbitmq.destination.routing_key": fields.routingKey }),
      "messaging.rabbitmq.message.delivery_tag": fields.deliveryTag,
      "messaging.message.body.size": content.byteLength,
      ...(properties.messageId === undefined ? {} : { "messaging.message.id": properties.messageId }),
      ...(properties.correlationId === undefined
        ? {}
        : { "messaging.message.conversation_id": properties.correlationId }),
    },
  };
}

function deliveriesOf(channel: object): Map<number, Delivery> {
  let deliveries = unsettled.get(channel);
  if (deliveries === undefined) unsettled.set(channel, (deliveries = new Map()));
  return deliveries;
}

function endIfOver({ operation, running, settled, returned }: Delivery): void {
  if (running || !settled) return;
  if (returned === undefined) operation.end();
  else operation.fail(returned, `the message was given back by ${returned}`);
}

function settle(open: Map<number, Delivery>, tag: number, how: string): void {
  const delivery = open.get(tag);
  if (delivery === undefined) return;
  open.delete(tag);
  delivery.settled = true;
  delivery.returned = how === "ack" ? undefined : how;
  endIfOver(delivery);
}

/** `ack(message, allUpTo)`, `nack(message, allUpTo, requeue)`, `reject(message, requeue)` */
export function wrapSettle(original: AnyFunction, how: string): AnyFunction {
  return function (this: object, ...args: unknown[]) {
    const result: unknown = original.apply(this, args);
    const open = unsettled.get(this);
    const tag = (args[0] as AmqpMessage).fields.deliveryTag;
    if (open !== undefined) {
      if (how !== "reject" && args[1] === true)
        for (const earlier of open.keys()) if (earlier < tag) settle(open, earlier, how);
      settle(open, tag, how);
    }
    return result;
  };
}

/** `ackAll()`, `nackAll(requeue)` */
export function wrapSettleAll(original: AnyFunction, how: string): AnyFunction {
  return function (this: object, ...args: unknown[]) {
    const result: unknown = original.apply(this, args);
    const open = unsettled.get(this);
    if (open !== undefined) for (const tag of open.keys()) settle(open, tag, how);
    return result;
  };
}

/** The channel is gone: the broker gives what was not settled to somebody else. */
export function endDeliveries(channel: object): void {
  const open = unsettled.get(channel);
  if (open === undefined) return;
  unsettled.delete(channel);
  for (const { operation } of open.values())
    operation.fail("channel_closed", "the channel was closed before the message was settled");
}
