import { config } from "./config.js";

const timeoutMillis = 10_000;

/** Asks the orders service; every answer it gives comes back as `{ status, body }`, a service that does not answer throws. */
export async function askOrders(path, init = {}) {
  const response = await fetch(new URL(path, config.ordersUrl), {
    ...init,
    signal: AbortSignal.timeout(timeoutMillis),
  });
  return { status: response.status, body: await response.json() };
}

export function sendOrder(order) {
  return askOrders("/orders", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(order),
  });
}
