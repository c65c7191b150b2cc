import express from "express";
import { logger } from "./logger.js";
import { orders } from "./routes/orders.js";
import { products } from "./routes/products.js";
import { health } from "./routes/health.js";

export const app = express();

app.disable("x-powered-by");
app.use(express.json({ limit: "10kb" }));
app.use("/products", products);
app.use("/orders", orders);
app.use("/health", health);

app.use((request, response) => {
  response.status(404).json({ error: "not_found", path: request.path });
});

// Express knows an error handler by its four parameters.
app.use((error, request, response, _next) => {
  const status = error.status ?? 500;
  if (status >= 500) logger.error(error);
  response.status(status).json({ error: status >= 500 ? "internal_error" : "bad_request" });
});
