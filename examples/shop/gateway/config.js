/** Settings come from the environment only. */
export const config = {
  host: process.env.HOST ?? "127.0.0.1",
  port: Number(process.env.PORT ?? 8080),
  ordersUrl: required("ORDERS_URL"),
  redisUrl: required("REDIS_URL"),
  logLevel: process.env.LOG_LEVEL ?? "info",
};

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
