import type { AlertDef } from "../alert/definition.ts";
import { cacheAlerts } from "./cache.ts";
import { databaseAlerts } from "./database.ts";
import { externalAlerts } from "./external.ts";
import { hostAlerts } from "./host.ts";
import { httpAlerts } from "./http.ts";
import { nodeAlerts } from "./node.ts";
import { queueAlerts } from "./queue.ts";
import { targetAlerts } from "./target.ts";
import { serviceAlerts } from "./services.ts";
import { sloAlerts } from "./slo.ts";

/** Every alert. */
export const alerts: readonly AlertDef[] = [
  ...httpAlerts,
  ...nodeAlerts,
  ...databaseAlerts,
  ...cacheAlerts,
  ...queueAlerts,
  ...externalAlerts,
  ...hostAlerts,
  ...targetAlerts,
  ...serviceAlerts,
  ...sloAlerts,
];
