import { context, type Link, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { startMessaging } from "../lib/messaging.ts";
import { type AnyFunction, guarded, onSettled } from "../lib/wrap.ts";
import { type AmqpChannel, serverOf } from "./connection.ts";
import type { AmqpMessage } from "./consume.ts";
import { rememberDepth } from "./rpc.ts";

/**
 * `get(queue, options)` and, in the callback API, `get(queue, options, callback)`: a span of the caller with a link to
 * the message's producer. A loop that asks an empty queue again and again leaves no spans.
 */
export function wrapGet(original: AnyFunction): AnyFunction {
  return function get(this: AmqpChannel, ...args: unknown[]) {
    const caller = context.active();
    const startedMillis = performance.now();
    const queue = String(args[0]);
    const received = (error: unknown, message: AmqpMessage | false | undefined): void => {
      const failed = error !== undefined && error !== null;
      const got = message !== undefined && message !== false;
      if (got) guarded("amqplib queue depth", () => rememberDepth(this, { queue, ...pickCount(message) }));
      if (!failed && !got && trace.getSpan(caller) === undefined) return;
      const links = got ? linksTo(message) : [];
      startMessaging(
        () => ({
          system: "rabbitmq",
          name: "get",
          type: "receive",
          destination: queue,
          batchSize: got ? 1 : 0,
          ...serverOf(this),
        }),
        () => ({ parent: caller, links, startedMillis }),
      )?.end(error);
    };
    const callback = args[2];
    if (typeof callback === "function") {
      args[2] = function (this: unknown, error: unknown, message: AmqpMessage | false, ...rest: unknown[]) {
        received(error, message);
        return context.with(caller, callback as AnyFunction, this, error, message, ...rest) as unknown;
      };
      return original.apply(this, args) as unknown;
    }
    return onSettled(original.apply(this, args) as unknown, (error, message) =>
      received(error, message as AmqpMessage | false),
    );
  };
}

function pickCount({ fields: { messageCount } }: AmqpMessage): { messageCount?: number } {
  return messageCount === undefined ? {} : { messageCount };
}

function linksTo({ properties }: AmqpMessage): Link[] {
  const producer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, properties.headers ?? {}));
  return producer === undefined ? [] : [{ context: producer }];
}
