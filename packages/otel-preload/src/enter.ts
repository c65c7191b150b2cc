import { isMainThread, workerData } from "node:worker_threads";
import { loadPart } from "./part.ts";
import { isToolProcess } from "./tool-process.ts";
import type * as Start from "./start.ts";

/**
 * Decides whether this thread gets telemetry at all, before anything heavy is loaded: `NODE_OPTIONS` brings the preload
 * into npm, tsc and every other child, which must stay quiet and fast. No top-level await here or below: `require()` of
 * an ES module forbids it.
 */
export function enter(): void {
  if (!isMainThread && isHelperThread()) return;
  if (isToolProcess(process.argv[1], process.execArgv)) return;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    process.stderr.write(
      `otel-preload: Node ${process.versions.node} is too old, expected 22.15 or later; the application runs without telemetry\n`,
    );
    return;
  }
  (loadPart("start") as typeof Start).start({ env: process.env, mainScript: process.argv[1], cwd: process.cwd() });
}

/** Our own threads, which send what is left at the exit, must not start another telemetry. */
function isHelperThread(): boolean {
  return (workerData as { otelPreloadHelper?: unknown } | null | undefined)?.otelPreloadHelper === true;
}
