import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";

/** The stores that have no cap by size of their own. */
export const guardedStores = ["loki", "jaeger"] as const;
export type GuardedStore = (typeof guardedStores)[number];

/** What each store may take on the disk, and how often it is measured. */
export interface GuardSettings {
  readonly capBytes: Readonly<Record<GuardedStore, number>>;
  readonly intervalMillis: number;
}

/** The variables that {@link guardSettings} reads. */
export const guardVariables: readonly string[] = [
  "OTELSTACK_LOKI_DISK_CAP",
  "OTELSTACK_JAEGER_DISK_CAP",
  "OTELSTACK_DISK_CHECK_SECONDS",
];

// The same as Prometheus has in its configuration file.
const defaultCap = "4GB";
const defaultSeconds = "60";
const unitBytes = { MB: 1e6, GB: 1e9, TB: 1e12 } as const;

/** Caps and interval from the environment; a wrong value is a {@link CliError}. */
export function guardSettings(env: Environment): GuardSettings {
  return {
    capBytes: {
      loki: sizeOf("OTELSTACK_LOKI_DISK_CAP", env),
      jaeger: sizeOf("OTELSTACK_JAEGER_DISK_CAP", env),
    },
    intervalMillis: secondsOf("OTELSTACK_DISK_CHECK_SECONDS", env) * 1000,
  };
}

function sizeOf(name: string, env: Environment): number {
  const text = env[name] || defaultCap;
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(MB|GB|TB)$/.exec(text) ?? [];
  const bytes = Number(number) * unitBytes[unit as keyof typeof unitBytes];
  if (bytes > 0) return bytes;
  throw new CliError("E_DISK_CAP", `${name}: got ${JSON.stringify(text)}, expected a size such as 500MB or 4GB`);
}

function secondsOf(name: string, env: Environment): number {
  const text = env[name] || defaultSeconds;
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new CliError("E_DISK_CHECK", `${name}: got ${JSON.stringify(text)}, expected a number from 1 to 3600`);
}
