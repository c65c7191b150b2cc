import { Router } from "express";
import { logger } from "../logger.js";
import { askOrders, sendOrder } from "../orders-client.js";
import { relay } from "./relay.js";

export const orders = Router();

orders.post("/", async (request, response) => {
  const { productId, quantity, paymentMethod } = request.body ?? {};
  const answer = await sendOrder({ productId, quantity, paymentMethod });
  const { id: orderId, error } = answer.body;
  if (answer.status < 400) logger.info("order placed", { orderId, productId, quantity });
  else logger.warn("order refused", { productId, status: answer.status, reason: error });
  relay(response, answer);
});

orders.get("/:id", async (request, response) => {
  relay(response, await askOrders(`/orders/${encodeURIComponent(request.params.id)}`));
});
