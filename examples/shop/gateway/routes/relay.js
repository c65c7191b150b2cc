/** Hands an answer of the orders service on; its own failures become 502, because the customer asked us and not it. */
export function relay(response, { status, body }) {
  if (status >= 500) response.status(502).json({ error: body.error ?? "orders_failed" });
  else response.status(status).json(body);
}
