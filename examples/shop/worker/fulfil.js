"use strict";

const { pool, redis } = require("./stores.js");

/** Takes the order's goods from the shelf: PostgreSQL first, then the numbers in Redis that the gateway shows. */
async function fulfil({ orderId, productId, quantity }) {
  // Trouble on purpose: an order that can never be fulfilled, however often it is tried.
  if (productId === "poison-ivy") throw new Error(`Nobody dares to pack order ${orderId}`);

  const stock = await takeFromShelf(orderId, productId, quantity);
  await redis
    .multi()
    .set(`stock:${productId}`, stock)
    .zincrby("sold", quantity, productId)
    .incr("orders:fulfilled")
    .exec();
  return stock;
}

async function takeFromShelf(orderId, productId, quantity) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE orders SET status = 'fulfilled' WHERE id = $1", [orderId]);
    const { rows } = await client.query(
      "UPDATE products SET stock = greatest(stock - $2, 0) WHERE id = $1 RETURNING stock",
      [productId, quantity],
    );
    await client.query("COMMIT");
    return rows[0].stock;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

module.exports = { fulfil };
