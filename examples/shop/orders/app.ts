import { fastify, type FastifyError, type FastifyInstance } from "fastify";
import type { Broker } from "./broker.ts";
import { findOrder, findProduct, listProducts, pool } from "./database.ts";
import { OrderError, unknownOrder, unknownProduct } from "./errors.ts";
import { logger } from "./logger.ts";
import { placeOrder, type OrderRequest } from "./place-order.ts";
import { provokeTrouble } from "./provoke.ts";

const orderSchema = {
  type: "object",
  required: ["productId", "quantity", "paymentMethod"],
  properties: {
    productId: { type: "string", maxLength: 50 },
    quantity: { type: "integer", minimum: 1, maximum: 1_000 },
    paymentMethod: { type: "string", maxLength: 50 },
  },
};
const uuidSchema = { type: "object", properties: { id: { type: "string", format: "uuid" } } };

interface ById {
  Params: { id: string };
}

export function createApp(broker: Broker): FastifyInstance {
  const app = fastify({ loggerInstance: logger });

  app.get("/products", () => listProducts());

  app.get<ById>("/products/:id", async ({ params }) => {
    await provokeTrouble(params.id);
    const product = await findProduct(params.id);
    if (!product) throw unknownProduct(params.id);
    return product;
  });

  app.post<{ Body: OrderRequest }>("/orders", { schema: { body: orderSchema } }, async (request, reply) => {
    const order = await placeOrder(request.body, broker, request.log);
    return reply.status(201).send(order);
  });

  app.get<ById>("/orders/:id", { schema: { params: uuidSchema } }, async ({ params }) => {
    const order = await findOrder(params.id);
    if (!order) throw unknownOrder(params.id);
    return order;
  });

  app.get("/health", async () => {
    await pool.query("SELECT 1");
    return { database: true };
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error(error);
    else request.log.warn({ status, reason: error.code }, error.message);
    return reply.status(status).send({ error: publicCode(error) });
  });

  return app;
}

/** What a customer may know of an error. */
function publicCode(error: FastifyError): string {
  if (error instanceof OrderError) return error.code;
  return error.validation ? "invalid_request" : "internal_error";
}
