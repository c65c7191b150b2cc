import { app } from "./app.js";
import * as cache from "./cache.js";
import { config } from "./config.js";
import { logger } from "./logger.js";

await cache.connect();

const server = app.listen(config.port, config.host, (error) => {
  if (error) throw error;
  const { address, port } = server.address();
  logger.info("listening", { address: `http://${address}:${port}` });
  process.send?.({ type: "listening", port });
});

let stopping = false;

/** Answers the requests under way, then leaves: nothing holds the process any more. */
function stop(signal) {
  if (stopping) return;
  stopping = true;
  logger.info("stopping", { signal });
  server.close(() => cache.close());
  // close() ends the connections that are idle now; those still answering become idle later.
  setInterval(() => server.closeIdleConnections(), 100).unref();
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
