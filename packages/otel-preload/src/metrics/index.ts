import type { Config } from "../config.ts";
import { isEnabled } from "../instrumentation/enabled.ts";

/** Event loop, garbage collection, heap, CPU, memory: what the process itself can tell. */
export function startRuntimeMetrics(config: Config): void {
  if (!isEnabled(config, "runtime-node")) return;
}
