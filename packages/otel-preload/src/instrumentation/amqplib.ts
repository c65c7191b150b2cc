import type { FilePatch } from "../module-hook/index.ts";
import { rememberServer } from "./amqplib/connection.ts";
import { endDeliveries, wrapConsume, wrapSettle, wrapSettleAll } from "./amqplib/consume.ts";
import { wrapGet } from "./amqplib/get.ts";
import { wrapPublish } from "./amqplib/publish.ts";
import { wrapRpc } from "./amqplib/rpc.ts";
import { type AnyFunction, wrapMethod } from "./lib/wrap.ts";

interface ChannelClass {
  new (): object;
  readonly prototype: object;
}

interface Model {
  readonly Channel: ChannelClass;
  readonly ConfirmChannel: ChannelClass;
}

/** RabbitMQ through amqplib, both of its APIs: publish, consume, get. The files are the same from 0.10 to 2. */
export const patches: readonly FilePatch[] = [
  { packageName: "amqplib", path: "lib/connect.js", majors: [0, 2], patch: patchConnect },
  { packageName: "amqplib", path: "lib/channel.js", majors: [0, 2], patch: patchBaseChannel },
  { packageName: "amqplib", path: "lib/channel_model.js", majors: [0, 2], patch: patchModel },
  { packageName: "amqplib", path: "lib/callback_model.js", majors: [0, 2], patch: patchModel },
];

function patchConnect(exports: unknown): unknown {
  wrapMethod(exports as object, "connect", rememberServer);
  return exports;
}

function patchBaseChannel(exports: unknown): unknown {
  const { prototype } = (exports as Model).Channel;
  wrapMethod(prototype, "_rpc", wrapRpc);
  wrapMethod(prototype, "toClosed", (original: AnyFunction) => {
    return function toClosed(this: object, ...args: unknown[]) {
      endDeliveries(this);
      return original.apply(this, args) as unknown;
    };
  });
  return exports;
}

function patchModel(exports: unknown): unknown {
  const { Channel, ConfirmChannel } = exports as Model;
  // A confirm channel publishes through the plain one: the span is the outer call's, which learns the outcome.
  wrapMethod(Channel.prototype, "publish", (original) =>
    wrapPublish(original, (channel) => !(channel instanceof ConfirmChannel), false),
  );
  wrapMethod(ConfirmChannel.prototype, "publish", (original) => wrapPublish(original, () => true, true));
  wrapMethod(Channel.prototype, "consume", wrapConsume);
  wrapMethod(Channel.prototype, "get", wrapGet);
  for (const name of ["ack", "nack", "reject"])
    wrapMethod(Channel.prototype, name, (original) => wrapSettle(original, name));
  for (const name of ["ackAll", "nackAll"])
    wrapMethod(Channel.prototype, name, (original) => wrapSettleAll(original, name.slice(0, -"All".length)));
  return exports;
}
