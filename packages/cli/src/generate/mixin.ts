import { defaultConfig, generateMixin } from "@org/otel-grafana";
import type { Generator } from "./generator.ts";

/** Dashboards, rules, tests, routes and provisioning of the default configuration. */
export const mixinFiles: readonly Generator[] = generateMixin(defaultConfig).map(({ path, content }) => ({
  path: `grafana/dist/${path}`,
  content: () => content,
}));
