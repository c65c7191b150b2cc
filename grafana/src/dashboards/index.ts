import type { DashboardSource } from "../dashboard/definition.ts";
import { business } from "./business.ts";
import { cache } from "./cache.ts";
import { database } from "./database.ts";
import { external } from "./external.ts";
import { host } from "./host.ts";
import { overview } from "./overview.ts";
import { pipeline } from "./pipeline.ts";
import { queues } from "./queues.ts";
import { security } from "./security.ts";
import { tenants } from "./tenants.ts";
import { service } from "./service.ts";
import { nodeRuntime } from "./node.ts";
import { errors } from "./errors.ts";
import { logs } from "./logs.ts";
import { slo } from "./slo.ts";
import { alertNoise } from "./alerts.ts";

/** All dashboards, in the order in which the Overview lists them. */
export const dashboards: readonly DashboardSource[] = [
  overview,
  service,
  nodeRuntime,
  errors,
  logs,
  slo,
  alertNoise,
  database,
  queues,
  cache,
  external,
  host,
  pipeline,
  business,
  security,
  tenants,
];
