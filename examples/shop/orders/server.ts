import { createApp } from "./app.ts";
import { openBroker } from "./broker.ts";
import { config } from "./config.ts";
import { createSchema, pool } from "./database.ts";
import { logger } from "./logger.ts";

await createSchema();
const broker = await openBroker();
const app = createApp(broker);

await app.listen({ host: config.host, port: config.port });
const address = app.server.address();
process.send?.({ type: "listening", port: typeof address === "object" ? address?.port : undefined });

let stopping = false;

/** Answers the requests under way, then leaves: nothing holds the process any more. */
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info({ signal }, "stopping");
  await app.close();
  await broker.close();
  await pool.end();
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
