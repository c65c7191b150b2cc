import { declare } from "@org/telemetry";
import { host, listening, onStop, port } from "../settings.ts";
import { createApp } from "./app.ts";
import { createFaults } from "./faults.ts";
import { logger } from "./logger.ts";
import { openMailQueue } from "./mail-queue.ts";
import { startCleaning } from "./report.ts";
import { createSchema, pool, redis, tenants } from "./stores.ts";

declare({
  events: ["signup", "checkout"],
  logins: { methods: ["password"], reasons: ["wrong_password", "unknown_account"] },
  tokenProviders: ["github"],
  resources: ["admin"],
  limiters: ["search"],
  securityKinds: ["webhook_signature"],
  tasks: ["daily-report", "clean-invoices"],
  tenants,
});

await createSchema();
const mails = await openMailQueue();
const faults = createFaults();
const app = createApp(mails, faults);
const stopCleaning = startCleaning(10, (error) => logger.error(error));
await app.listen({ host, port });
const address = app.server.address();
listening(typeof address === "object" && address !== null ? address.port : port);

/** Answers the requests under way, then leaves: nothing holds the process any more. */
onStop(async () => {
  faults.offAll();
  stopCleaning();
  await app.close();
  await mails.close();
  await pool.end();
  redis.disconnect();
});
