import { connect, type ChannelModel, type ConfirmChannel, type RecoveringChannelModel } from "amqplib";
import { config } from "./config.ts";
import { logger } from "./logger.ts";

const exchange = "shop";

interface OrderPlaced {
  readonly orderId: string;
  readonly productId: string;
  readonly quantity: number;
}

export interface Broker {
  /** Resolves once RabbitMQ has taken the message over. */
  publishOrderPlaced(order: OrderPlaced): Promise<void>;
  close(): Promise<void>;
}

/** Connects to RabbitMQ, and again whenever the connection is lost; the first time it has to work. */
export async function openBroker(): Promise<Broker> {
  let channel: ConfirmChannel | undefined;
  const setup = async (model: ChannelModel): Promise<void> => {
    channel = await model.createConfirmChannel();
    await channel.assertExchange(exchange, "topic", { durable: true });
  };
  const connection: RecoveringChannelModel = await connect(config.amqpUrl, {
    recovery: { initialMaxRetries: 0, setup },
  });
  connection.on("disconnect", (error) => logger.error(error, "lost RabbitMQ"));
  connection.on("error", (error) => logger.error(error));
  return {
    publishOrderPlaced: (order) => publish(channel, "order.placed", order),
    close: () => connection.close(),
  };
}

function publish(channel: ConfirmChannel | undefined, routingKey: string, message: object): Promise<void> {
  const content = Buffer.from(JSON.stringify(message));
  const options = { contentType: "application/json", persistent: true };
  return new Promise((resolve, reject) => {
    if (!channel) throw new Error("RabbitMQ is not connected");
    channel.publish(exchange, routingKey, content, options, (error) => (error ? reject(error) : resolve()));
  });
}
