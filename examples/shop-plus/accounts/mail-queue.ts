import { randomUUID } from "node:crypto";
import { monitorQueue } from "@org/telemetry";
import { type Channel, type ChannelModel, connect, type RecoveringChannelModel } from "amqplib";
import { assertMailQueue, type Mail, mailQueue, waitingSince } from "../mails.ts";
import { required } from "../settings.ts";
import { logger } from "./logger.ts";
import { redis } from "./stores.ts";

export interface MailQueue {
  send(to: number, template: string): Promise<void>;
  close(): Promise<void>;
}

/** Mails are sent by another process; this one says how the queue is, as it lives on when no worker does. */
export async function openMailQueue(): Promise<MailQueue> {
  let channel: Channel | undefined;
  const setup = async (model: ChannelModel): Promise<void> => {
    channel = await model.createChannel();
    await assertMailQueue(channel);
  };
  const connection: RecoveringChannelModel = await connect(required("AMQP_URL"), {
    recovery: { initialMaxRetries: 0, setup },
  });
  connection.on("disconnect", (error) => logger.error(error, "lost RabbitMQ"));
  connection.on("error", (error) => logger.error(error));

  const look = async () => {
    if (channel === undefined) throw new Error("RabbitMQ is not connected");
    return channel.checkQueue(mailQueue);
  };
  const stopMonitor = monitorQueue({
    queue: mailQueue,
    messages: async () => (await look()).messageCount,
    oldestAgeSeconds,
    workers: async () => (await look()).consumerCount,
  });
  return {
    async send(to, template) {
      const mail: Mail = { id: randomUUID(), to, template };
      if (channel === undefined) throw new Error("RabbitMQ is not connected");
      await redis.zadd(waitingSince, Date.now(), mail.id);
      channel.sendToQueue(mailQueue, Buffer.from(JSON.stringify(mail)), { contentType: "application/json" });
    },
    close() {
      stopMonitor();
      return connection.close();
    },
  };
}

async function oldestAgeSeconds(): Promise<number> {
  const [oldest] = await redis.zrange(waitingSince, "0", "0");
  const since = oldest === undefined ? null : await redis.zscore(waitingSince, oldest);
  return since === null ? 0 : Math.max(0, (Date.now() - Number(since)) / 1000);
}
