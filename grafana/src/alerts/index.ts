import type { AlertDef } from "../alert/definition.ts";
import { httpAlerts } from "./http.ts";

/** Every alert. */
export const alerts: readonly AlertDef[] = [...httpAlerts];
