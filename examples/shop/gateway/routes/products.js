import { Router } from "express";
import { bestsellers, cacheProduct, cachedProduct } from "../cache.js";
import { logger } from "../logger.js";
import { askOrders } from "../orders-client.js";
import { relay } from "./relay.js";

export const products = Router();

products.get("/", async (request, response) => {
  relay(response, await askOrders("/products"));
});

products.get("/bestsellers", async (request, response) => {
  response.json(await bestsellers(5));
});

products.get("/:id", async (request, response) => {
  const { id } = request.params;
  const cached = await cachedProduct(id);
  if (cached) {
    response.json(cached);
    return;
  }
  const answer = await askOrders(`/products/${encodeURIComponent(id)}`);
  if (answer.status === 200) await cacheProduct(answer.body);
  logger.info("product not in the cache", { productId: id, status: answer.status });
  relay(response, answer);
});
