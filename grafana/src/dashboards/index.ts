import type { DashboardSource } from "../dashboard/definition.ts";
import { overview } from "./overview.ts";

/** All dashboards, in the order in which the Overview lists them. */
export const dashboards: readonly DashboardSource[] = [overview];
