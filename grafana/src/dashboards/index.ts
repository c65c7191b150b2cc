import type { DashboardSource } from "../dashboard/definition.ts";
import { cache } from "./cache.ts";
import { database } from "./database.ts";
import { external } from "./external.ts";
import { host } from "./host.ts";
import { overview } from "./overview.ts";
import { pipeline } from "./pipeline.ts";
import { queues } from "./queues.ts";

/** All dashboards, in the order in which the Overview lists them. */
export const dashboards: readonly DashboardSource[] = [overview, database, queues, cache, external, host, pipeline];
