import type { AlertDef } from "../alert/definition.ts";
import { cacheAlerts } from "./cache.ts";
import { databaseAlerts } from "./database.ts";
import { externalAlerts } from "./external.ts";
import { hostAlerts } from "./host.ts";
import { httpAlerts } from "./http.ts";
import { nodeAlerts } from "./node.ts";
import { queueAlerts } from "./queue.ts";
import { targetAlerts } from "./target.ts";
import { businessAlerts } from "./business.ts";
import { logAlerts } from "./logs.ts";
import { pipelineAlerts } from "./pipeline.ts";
import { securityAlerts } from "./security.ts";
import { storeAlerts } from "./stores.ts";
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
  ...pipelineAlerts,
  ...storeAlerts,
  ...securityAlerts,
  ...businessAlerts,
  ...logAlerts,
];
