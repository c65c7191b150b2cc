import { Router } from "express";
import { ping } from "../cache.js";
import { askOrders } from "../orders-client.js";

export const health = Router();

health.get("/", async (request, response) => {
  const [redis, orders] = await Promise.allSettled([ping(), askOrders("/health")]);
  const parts = {
    redis: redis.status === "fulfilled",
    orders: orders.status === "fulfilled" && orders.value.status === 200,
  };
  response.status(Object.values(parts).every(Boolean) ? 200 : 503).json(parts);
});
