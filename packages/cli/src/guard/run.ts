import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Io } from "../io.ts";
import { diskBytes } from "../stack/disk-use.ts";
import { stackPaths, type StackId, type StackPaths } from "../stack/home.ts";
import { partNamed } from "../stack/parts.ts";
import { portsAt } from "../stack/ports.ts";
import { guardProgram } from "./program.ts";
import { LokiGuard } from "./loki.ts";
import { beginReport, writeReport } from "./report.ts";
import { guardedStores, guardSettings, type GuardedStore } from "./settings.ts";
import { ofCap } from "./size-text.ts";

const run = promisify(execFile);

interface Guarding {
  readonly id: StackId;
  readonly signal: AbortSignal;
}

/** One store: looks at its size, acts above its cap, returns what it did. */
type Check = (bytes: number) => Promise<string | undefined> | undefined;

/** Measures the stores at an interval and acts on those above their cap, until the signal. Never fails: it says what went wrong and tries again. */
export async function runGuard(id: StackId, io: Io, signal: AbortSignal): Promise<void> {
  const { capBytes, intervalMillis } = guardSettings(id.env);
  const paths = await stackPaths(id);
  const loki = new LokiGuard({
    url: partNamed("loki").address(portsAt(id.portOffset)),
    dataDir: dataDirOf("loki", paths),
    capBytes: capBytes.loki,
  });
  const checks: Record<GuardedStore, Check> = {
    loki: (bytes) => loki.check(bytes),
    jaeger: (bytes) => (bytes > capBytes.jaeger ? emptyJaeger(bytes, capBytes.jaeger, { id, signal }) : undefined),
  };
  let report = await beginReport(paths, capBytes);
  while (!signal.aborted) {
    for (const name of guardedStores) {
      const bytes = await diskBytes(dataDirOf(name, paths));
      const action = await checks[name](bytes)?.catch(describe);
      if (action === undefined || signal.aborted) continue;
      const line = `${new Date().toISOString()} ${name}: ${action}`;
      io.out(line);
      report = { ...report, lastAction: { ...report.lastAction, [name]: line } };
      await writeReport(paths, report);
    }
    await delay(intervalMillis, undefined, { signal }).catch(() => {});
  }
}

function dataDirOf(name: GuardedStore, paths: StackPaths): string {
  return partNamed(name).dataDir(paths) as string;
}

/**
 * Badger drops nothing before its time, so all traces go at once. In a process of its own, which ends then: a Jaeger that
 * descended from the guard would count as a part of it, and end with it.
 */
async function emptyJaeger(bytes: number, capBytes: number, { id, signal }: Guarding): Promise<string> {
  const [file, ...args] = guardProgram(id.portOffset);
  await run(file, [...args, "--empty", "jaeger"], { env: { ...id.env }, signal });
  return `${ofCap(bytes, capBytes)} used, all traces dropped and Jaeger started anew: its store cannot drop the oldest; spans sent meanwhile wait in the collector's queue`;
}

function describe(error: Error & { stderr?: string }): string {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `above its cap, but nothing was dropped: ${error.stderr?.trim() || error.message}${cause}; tried again at the next look`;
}
