"use strict";

const { pool, redis } = require("./stores.js");

const fullShelf = 200;
const lowShelf = 50;

/** The background job: fills the shelves that are nearly empty and forgets yesterday's orders. */
async function restock() {
  const { rows } = await pool.query("UPDATE products SET stock = $1 WHERE stock < $2 RETURNING id", [
    fullShelf,
    lowShelf,
  ]);
  if (rows.length > 0) await redis.del(rows.map(({ id }) => `stock:${id}`));
  for (const { id } of rows) console.info(`restocked ${id}`);
  await pool.query("DELETE FROM orders WHERE placed_at < now() - interval '1 day'");
}

/** Restocks every so many seconds; a failure is logged and the next round tries again. */
function startRestocking(seconds) {
  const timer = setInterval(() => {
    restock().catch((error) => console.error("restocking failed", error));
  }, seconds * 1_000);
  return () => clearInterval(timer);
}

module.exports = { startRestocking };
