"use strict";

const amqp = require("amqplib");
const config = require("./config.js");
const { fulfil } = require("./fulfil.js");

const queue = "worker.order-placed";
const deadQueue = "worker.order-placed.dead";
const prefetch = 10;

/** Consumes placed orders, again after every reconnect; returns what stops it: no new message, those under way are finished. */
async function consumeOrders() {
  const underWay = new Set();
  let channel;
  let consumerTag;

  async function setup(connection) {
    channel = await connection.createChannel();
    await createQueues(channel);
    await channel.prefetch(prefetch);
    ({ consumerTag } = await channel.consume(queue, (message) => {
      // null: RabbitMQ has cancelled the consumer, for instance because the queue was deleted.
      if (message === null) return;
      const work = handle(channel, message).finally(() => underWay.delete(work));
      underWay.add(work);
    }));
  }

  const connection = await amqp.connect(config.amqpUrl, { recovery: { initialMaxRetries: 0, setup } });
  connection.on("disconnect", (error) => console.error("lost RabbitMQ", error));
  connection.on("error", (error) => console.error("RabbitMQ", error));

  return async function stopConsuming() {
    await channel.cancel(consumerTag);
    await Promise.all(underWay);
    await connection.close();
  };
}

/** A message that fails goes to the dead queue: tried again it would only fail again. */
async function handle(channel, message) {
  try {
    const order = JSON.parse(message.content.toString());
    const stock = await fulfil(order);
    channel.ack(message);
    console.log(`order ${order.orderId} fulfilled, ${stock} of ${order.productId} left`);
  } catch (error) {
    console.error("order not fulfilled", error);
    channel.nack(message, false, false);
  }
}

async function createQueues(channel) {
  await channel.assertExchange("shop", "topic", { durable: true });
  await channel.assertQueue(deadQueue, { durable: true, maxLength: 1_000 });
  await channel.assertQueue(queue, {
    durable: true,
    deadLetterExchange: "",
    deadLetterRoutingKey: deadQueue,
  });
  await channel.bindQueue(queue, "shop", "order.placed");
}

module.exports = { consumeOrders, queue };
