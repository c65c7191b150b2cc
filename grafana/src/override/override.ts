import type { AlertName } from "../alert/names.ts";
import type { Config, DefaultSlo, MinimumEvents, Routing, Stores, Tier, TierName, Windows } from "../settings.ts";

/** What a user's file may say: any part of the configuration. Maps are merged into the defaults, lists and values replace them. */
export interface ConfigOverride extends Partial<
  Omit<Config, "thresholds" | "minimumEvents" | "defaultSlo" | "windows" | "stores" | "routing">
> {
  /** `null` takes a severity away from an alert. */
  readonly thresholds?: Readonly<Partial<Record<AlertName, Readonly<Partial<Record<TierName, Partial<Tier> | null>>>>>>;
  readonly minimumEvents?: Partial<MinimumEvents>;
  readonly defaultSlo?: Partial<DefaultSlo>;
  readonly windows?: Partial<Windows>;
  readonly stores?: Partial<Stores>;
  readonly routing?: RoutingOverride;
}

interface RoutingOverride extends Partial<Omit<Routing, "quiet" | "repeat">> {
  readonly quiet?: Partial<Routing["quiet"]>;
  readonly repeat?: Partial<Routing["repeat"]>;
}

/** Lets the compiler and the editor know what an `otelstack.config.ts` may hold: `export default defineConfig({ … })`. */
export function defineConfig(override: ConfigOverride): ConfigOverride {
  return override;
}
