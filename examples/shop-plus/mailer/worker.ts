import { setTimeout as delay } from "node:timers/promises";
import { declare, task } from "@org/telemetry";
import { type Channel, type ChannelModel, connect, type ConsumeMessage } from "amqplib";
import { Redis } from "ioredis";
import { pino } from "pino";
import { answerFault, createFaultSwitch } from "../fault-switch.ts";
import { assertMailQueue, type Mail, mailQueue, waitingSince } from "../mails.ts";
import { startPlainServer } from "../plain-server.ts";
import { listening, logLevel, onStop, port, required } from "../settings.ts";

const logger = pino({ level: logLevel });
const redis = new Redis(required("REDIS_URL"));
redis.on("error", (error) => logger.error(error));
const prefetch = 20;
const underWay = new Set<Promise<void>>();
let channel: Channel | undefined;
let consumerTag: string | undefined;

declare({ tasks: ["send-mail"] });
const connection = await connect(required("AMQP_URL"), { recovery: { initialMaxRetries: 0, setup } });
connection.on("disconnect", (error) => logger.error(error, "lost RabbitMQ"));
connection.on("error", (error) => logger.error(error));

/** The worker that stands still: it lives, and takes nothing any more. */
const faults = createFaultSwitch({
  workers: async (until) => {
    await leave();
    until.addEventListener("abort", () => void take(), { once: true });
  },
});
const { server, port: at } = await startPlainServer(port, (request) =>
  request.url.startsWith("/fault") ? answerFault(faults, request) : { status: 200, body: { ok: true } },
);
listening(at);

onStop(async () => {
  await leave();
  await Promise.all(underWay);
  await connection.close();
  redis.disconnect();
  server.close();
  server.closeAllConnections();
});

async function setup(model: ChannelModel): Promise<void> {
  channel = await model.createChannel();
  await assertMailQueue(channel);
  await channel.prefetch(prefetch);
  await take();
}

async function take(): Promise<void> {
  const reply = await channel?.consume(mailQueue, (message) => {
    if (message === null) return;
    const work = handle(message).finally(() => underWay.delete(work));
    underWay.add(work);
  });
  consumerTag = reply?.consumerTag;
}

async function leave(): Promise<void> {
  if (consumerTag !== undefined) await channel?.cancel(consumerTag);
  consumerTag = undefined;
}

async function handle(message: ConsumeMessage): Promise<void> {
  const mail = JSON.parse(message.content.toString()) as Mail;
  try {
    await task("send-mail", () => delay(10));
    logger.info({ template: mail.template }, "mail sent");
    channel?.ack(message);
  } catch (error) {
    logger.error(error);
    channel?.nack(message, false, false);
  }
  await redis.zrem(waitingSince, mail.id);
}
