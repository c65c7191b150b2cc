"use strict";
const { listen } = require("./listen.cjs");

// Prepared once: the database, on the cpu of the load, must not be what limits the service.
const query = { name: "order", text: "select id, customer, total from bench_orders where id = $1" };

/** A small service as there are many: a cache, a database, one line of log for each request. */
exports.serveOrders = async ({ express, pg, Redis, winston, env }) => {
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 10 });
  const redis = new Redis(env.REDIS_URL);
  const logger = winston.createLogger({
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console()],
  });
  await pool.query("create table if not exists bench_orders (id int primary key, customer text, total int)");
  await pool.query("insert into bench_orders values (42, 'Ada', 1815) on conflict do nothing");
  await redis.set("discount", "10");

  const app = express();
  app.get("/orders/:id", async (request, response) => {
    const discount = await redis.get("discount");
    const { rows } = await pool.query({ ...query, values: [request.params.id] });
    logger.info("order read", { order: rows[0].id, customer: rows[0].customer });
    response.json({ ...rows[0], discount });
  });
  const server = require("node:http").createServer(app);
  listen(server);
};
