/** What an `otelstack.config.ts` imports: `import { defineConfig } from "@org/otel-cli/config"`. */
export { defineConfig, type ConfigOverride } from "@org/otel-grafana";
