// RABBITMQ_URL=amqp://… node --require @org/otel-preload amqplib.cjs: publishes and consumes, with names of its own so that two may run at once.
const { createServer } = require("node:http");
const events = require("node:events");
const amqp = require("amqplib");

async function main() {
  const connection = await amqp.connect(process.env.RABBITMQ_URL);
  const channel = await connection.createChannel();
  const exchange = `exchange-${process.pid}`;
  const queue = `orders-${process.pid}`;
  await channel.assertExchange(exchange, "direct", { autoDelete: true });
  await channel.assertQueue(queue, { exclusive: true });
  await channel.bindQueue(queue, exchange, "placed");
  const settled = [];
  await channel.consume(queue, (message) => {
    if (message.content.toString() === "bad") channel.nack(message, false, false);
    else channel.ack(message);
    settled.shift()();
  });
  const server = createServer(async (request, response) => {
    const isSettled = new Promise((resolve) => settled.push(resolve));
    if (request.url === "/send") channel.sendToQueue(queue, Buffer.from("direct"));
    else channel.publish(exchange, "placed", Buffer.from(request.url.slice(1)), { messageId: "m-1" });
    await isSettled;
    response.end("done");
  });
  server.listen(0, "127.0.0.1");
  await events.once(server, "listening");
  for (const path of ["good", "bad", "send"]) {
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/${path}`, {
      headers: { connection: "close" },
    });
    console.log(path, await answer.text());
  }
  await channel.close();
  await connection.close();
  server.close();
}

void main();
