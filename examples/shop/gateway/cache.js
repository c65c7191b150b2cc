import { createClient } from "redis";
import { config } from "./config.js";
import { logger } from "./logger.js";

const productTtlSeconds = 30;

const redis = createClient({ url: config.redisUrl });
redis.on("error", (error) => logger.error(error));

export const connect = () => redis.connect();
export const close = () => redis.close();
export const ping = () => redis.ping();

/** The product as cached, with the stock that the worker last wrote; undefined when it is not cached. */
export async function cachedProduct(id) {
  const [product, stock] = await redis.mGet([`product:${id}`, `stock:${id}`]);
  if (!product) return undefined;
  return stock ? { ...JSON.parse(product), stock: Number(stock) } : JSON.parse(product);
}

export async function cacheProduct(product) {
  await redis.set(`product:${product.id}`, JSON.stringify(product), {
    expiration: { type: "EX", value: productTtlSeconds },
  });
}

/** The products sold most, best first: `[{ id, sold }]`. */
export async function bestsellers(count) {
  const entries = await redis.zRangeWithScores("sold", 0, count - 1, { REV: true });
  return entries.map(({ value, score }) => ({ id: value, sold: score }));
}
