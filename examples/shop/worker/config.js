"use strict";

// Settings come from the environment only.
module.exports = {
  databaseUrl: required("DATABASE_URL"),
  redisUrl: required("REDIS_URL"),
  amqpUrl: required("AMQP_URL"),
  restockSeconds: Number(process.env.RESTOCK_SECONDS ?? 15),
};

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
