import type { FastifyBaseLogger } from "fastify";
import type { Broker } from "./broker.ts";
import { findProduct, insertOrder, markFailed, markPaid, type Order } from "./database.ts";
import { outOfStock, unknownProduct } from "./errors.ts";
import { charge } from "./payments.ts";
import { provokeTrouble } from "./provoke.ts";

export interface OrderRequest {
  readonly productId: string;
  readonly quantity: number;
  readonly paymentMethod: string;
}

/** Takes the order, has it paid and tells the rest of the shop. */
export async function placeOrder(request: OrderRequest, broker: Broker, log: FastifyBaseLogger): Promise<Order> {
  const { productId, quantity } = request;
  const product = await findProduct(productId);
  if (!product) throw unknownProduct(productId);
  if (product.stock < quantity) throw outOfStock(productId);
  await provokeTrouble(productId);

  const amountCents = product.priceCents * quantity;
  const orderId = await insertOrder(product, quantity, amountCents);
  await pay(orderId, amountCents, request.paymentMethod);
  await broker.publishOrderPlaced({ orderId, productId, quantity });
  log.info({ orderId, productId, quantity, amountCents }, "order paid");
  return { id: orderId, productId, quantity, amountCents, status: "paid" };
}

async function pay(orderId: string, amountCents: number, paymentMethod: string): Promise<void> {
  try {
    await markPaid(orderId, await charge(orderId, amountCents, paymentMethod));
  } catch (error) {
    await markFailed(orderId);
    throw error;
  }
}
