import { join } from "node:path";
import { CodeCache, codeCacheFolder } from "./code-cache.ts";
import { requireCompiled } from "./compiled.ts";
import { loadPart, partFolder } from "./part.ts";
import { isToolProcess } from "./tool-process.ts";
import type * as Start from "./start.ts";

/** Put here by the bundler: a digest of `start.cjs`. */
declare const startDigest: string;

const mainScriptKey = "@org/otel-preload main script";

/**
 * Decides whether this thread gets telemetry at all, before anything heavy is loaded: `NODE_OPTIONS` brings the preload
 * into npm, tsc and every other child, which must stay quiet and fast. No top-level await here or below: `require()` of
 * an ES module forbids it.
 */
export function enter(): void {
  if (isToolProcess(process.argv[1], process.execArgv) || isHelperThread()) return;
  const folder = codeCacheFolder(process.env);
  if (folder === undefined) return start(loadPart("start"));
  const { exports, keep } = requireCompiled(join(partFolder, "start.cjs"), new CodeCache(folder, startDigest));
  start(exports);
  keep();
}

function start(part: unknown): void {
  (part as typeof Start).start({ env: process.env, mainScript: mainScript(), cwd: process.cwd() });
}

/** The process's, for its threads too: they are the same service, and under `--require` have no `argv[1]` of their own yet. */
function mainScript(): string | undefined {
  const { getEnvironmentData, isMainThread, setEnvironmentData } = process.getBuiltinModule("node:worker_threads");
  const own = process.argv[1];
  if (!isMainThread) return (getEnvironmentData(mainScriptKey) as string | undefined) ?? own;
  if (own !== undefined) setEnvironmentData(mainScriptKey, own);
  return own;
}

/** Our own threads, which deliver, must not start another telemetry. Asked for late: tools need no threads. */
function isHelperThread(): boolean {
  const { isMainThread, workerData } = process.getBuiltinModule("node:worker_threads");
  return !isMainThread && (workerData as { otelPreloadHelper?: unknown } | null)?.otelPreloadHelper === true;
}
