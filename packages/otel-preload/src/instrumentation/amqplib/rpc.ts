import { context } from "@opentelemetry/api";
import { isAnonymous } from "../lib/messaging.ts";
import { setQueueDepth } from "../lib/queue-depth.ts";
import { type AnyFunction, guarded } from "../lib/wrap.ts";
import { type AmqpChannel, serverOf } from "./connection.ts";

/**
 * Declarations and their answers. The callback runs in the caller's context, not in the socket's; an answer about a
 * queue says how many messages wait in it.
 */
export function wrapRpc(original: AnyFunction): AnyFunction {
  return function _rpc(this: AmqpChannel, ...args: unknown[]) {
    const answered = args[3];
    if (typeof answered === "function") {
      const caller = context.active();
      args[3] = (error: unknown, frame?: { fields?: QueueFields }, ...rest: unknown[]): unknown => {
        guarded("amqplib queue depth", () => rememberDepth(this, frame?.fields));
        return context.with(caller, answered as AnyFunction, undefined, error, frame, ...rest) as unknown;
      };
    }
    return original.apply(this, args) as unknown;
  };
}

interface QueueFields {
  readonly queue?: string;
  readonly messageCount?: number;
}

/** Of `queue.declare-ok` and `basic.get-ok`. */
export function rememberDepth(channel: AmqpChannel, fields: QueueFields | undefined): void {
  if (fields?.queue === undefined || fields.messageCount === undefined || isAnonymous(fields.queue)) return;
  const server = serverOf(channel);
  setQueueDepth(
    {
      "messaging.system": "rabbitmq",
      "messaging.destination.name": fields.queue,
      ...(server === undefined ? {} : { "server.address": server.serverAddress, "server.port": server.serverPort }),
    },
    fields.messageCount,
  );
}
