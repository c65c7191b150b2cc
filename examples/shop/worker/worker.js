"use strict";

const config = require("./config.js");
const { consumeOrders, queue } = require("./consume.js");
const { startRestocking } = require("./restock.js");
const { pool, redis } = require("./stores.js");

async function main() {
  const stopConsuming = await consumeOrders();
  const stopRestocking = startRestocking(config.restockSeconds);
  console.log(`worker listening on queue ${queue}`);
  process.send?.({ type: "listening", queue });

  let stopping = false;

  /** Finishes the orders under way, then leaves: nothing holds the process any more. */
  async function stop(signal) {
    if (stopping) return;
    stopping = true;
    console.log(`worker stopping on ${signal}`);
    stopRestocking();
    await stopConsuming();
    await pool.end();
    await redis.quit();
  }

  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
