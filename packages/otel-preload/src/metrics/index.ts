import { isMainThread } from "node:worker_threads";
import type { Config } from "../config.ts";
import { isEnabled } from "../instrumentation/enabled.ts";
import { startEventLoopMetrics } from "./event-loop.ts";
import { startHeapMetrics } from "./heap.ts";
import { startProcessMetrics } from "./process.ts";

/** Event loop, garbage collection, heap, CPU, memory: what the process itself can tell. */
export function startRuntimeMetrics(config: Config): void {
  if (!isEnabled(config, "runtime-node")) return;
  startEventLoopMetrics();
  startHeapMetrics();
  // Once per process: every thread would report the same CPU and memory again.
  if (isMainThread) startProcessMetrics();
}
