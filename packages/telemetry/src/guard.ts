import { createNoopMeter, metrics } from "@opentelemetry/api";
import { appScopeName } from "./names.ts";

const said = new Set<string>();
const maxRememberedLines = 200;

/**
 * A warning of the process, once: `--disable-warning=TelemetryWarning` silences it. Where nothing is recorded, nothing is
 * said either.
 */
export function warnOnce(line: string): void {
  if (said.has(line) || said.size >= maxRememberedLines) return;
  said.add(line);
  if (metrics.getMeter(appScopeName) === createNoopMeter()) return;
  process.emitWarning(line, "TelemetryWarning");
}

/** Runs telemetry code whose failure must stay ours, whatever the application handed in. */
export function guarded<T>(what: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (thrown) {
    warnOnce(`@org/telemetry: ${what}: ${describe(thrown)}; not recorded, the application goes on`);
    return undefined;
  }
}

/** A thrown value in one line; reading it may throw as well. */
export function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  } catch {
    return "an error that cannot be read";
  }
}
