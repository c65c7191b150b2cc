import type { Config } from "../settings.ts";
import type { ConfigOverride } from "./override.ts";

/** `override` over `base`: maps are merged key by key, lists and values replace, `null` removes. Neither is changed. */
export function mergeConfig(base: Config, override: ConfigOverride): Config {
  return merge(base, override) as Config;
}

function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(over)) return over;
  const merged: Record<string, unknown> = isMap(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

/** What has keys: no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
