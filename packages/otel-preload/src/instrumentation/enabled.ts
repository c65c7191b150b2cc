import type { Config } from "../config.ts";

/** By the short name that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` use. */
export function isEnabled(config: Config, name: string): boolean {
  return (config.enabledInstrumentations?.includes(name) ?? true) && !config.disabledInstrumentations.includes(name);
}
