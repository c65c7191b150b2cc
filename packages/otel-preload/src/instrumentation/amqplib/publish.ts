import { context, type Context, propagation } from "@opentelemetry/api";
import { type MessagingCall, type MessagingOperation, startMessaging } from "../lib/messaging.ts";
import type { AnyFunction } from "../lib/wrap.ts";
import { type AmqpChannel, serverOf } from "./connection.ts";

interface PublishOptions {
  readonly headers?: object;
  readonly messageId?: string;
  readonly correlationId?: string;
}

/** `publish(exchange, routingKey, content, options, confirmed)`; `sendToQueue` comes here too, with the exchange "". */
export function wrapPublish(
  original: AnyFunction,
  isOutermost: (channel: object) => boolean,
  confirms: boolean,
): AnyFunction {
  return function publish(this: AmqpChannel, ...args: unknown[]) {
    const operation = isOutermost(this) ? startMessaging(() => describe(this, args)) : undefined;
    if (operation === undefined) return original.apply(this, args) as unknown;
    args[3] = withTrace(operation.context, args[3] as PublishOptions | undefined);
    if (confirms) args[4] = whenConfirmed(operation, args[4]);
    try {
      const result: unknown = original.apply(this, args);
      // Without confirms nobody learns more than that the message was written.
      if (!confirms) operation.end();
      return result;
    } catch (thrown) {
      operation.end(thrown);
      throw thrown;
    }
  };
}

function describe(channel: AmqpChannel, [exchange, routingKey, content, options]: unknown[]): MessagingCall {
  const { messageId, correlationId } = (options ?? {}) as PublishOptions;
  return {
    system: "rabbitmq",
    name: "publish",
    type: "send",
    destination: String(exchange === "" || exchange === undefined ? routingKey : exchange),
    ...serverOf(channel),
    attributes: {
      ...(exchange === "" ? {} : { "messaging.rabbitmq.destination.routing_key": String(routingKey) }),
      ...(content instanceof Uint8Array ? { "messaging.message.body.size": content.byteLength } : {}),
      ...(messageId === undefined ? {} : { "messaging.message.id": messageId }),
      ...(correlationId === undefined ? {} : { "messaging.message.conversation_id": correlationId }),
    },
  };
}

/** amqplib reads options and headers by name and through their prototypes, so that the application's objects stay as they are. */
function withTrace(active: Context, options: PublishOptions | undefined): PublishOptions {
  const headers = Object.create(options?.headers ?? null) as Record<string, string>;
  propagation.inject(active, headers);
  return Object.create(options ?? null, { headers: { value: headers, enumerable: true } }) as PublishOptions;
}

/** amqplib keeps a place for each confirm's callback whether there is one or not. */
function whenConfirmed(operation: MessagingOperation, callback: unknown): AnyFunction {
  const caller = context.active();
  return function confirmed(this: unknown, error: unknown, ...rest: unknown[]) {
    operation.end(error);
    if (typeof callback === "function")
      return context.with(caller, callback as AnyFunction, this, error, ...rest) as unknown;
    return undefined;
  };
}
