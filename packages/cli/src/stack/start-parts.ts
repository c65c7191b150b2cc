import { join } from "node:path";
import { waitUntilReady } from "../process/ready.ts";
import { startProcess, type StartedProcess } from "../process/start.ts";
import type { Part, PartContext, PartName } from "./part.ts";
import { UpProgress } from "./progress.ts";
import type { PartState } from "./state.ts";
import { stopParts } from "./stop-parts.ts";

interface StartParts {
  readonly parts: readonly Part[];
  readonly context: PartContext;
  readonly signal: AbortSignal | undefined;
  /** Told at once: a part must be known before anything can go wrong with the next one. */
  onStarted(part: PartState): Promise<void>;
}

/** Starts all parts at once and waits until every one is ready; if one fails, none of them is left running. */
export async function startParts(options: StartParts): Promise<void> {
  const { parts, context } = options;
  const progress = new UpProgress(parts, context.ports, context.io);
  const started: PartState[] = [];
  // The first failure ends the waiting for all others: they are stopped anyway.
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const ups = new Map<PartName, Promise<void>>();
  const bringUp = async (part: Part): Promise<void> => {
    try {
      await Promise.all(part.after.flatMap((name) => ups.get(name) ?? []));
      signal.throwIfAborted();
      const launched = await launch(part, context);
      started.push(launched.state);
      await options.onStarted(launched.state);
      progress.started(part, launched.process);
      await waitUntilReady({ ...awaited(part, context, launched), signal });
      progress.ended(part, "healthy");
    } catch (error) {
      if (!signal.aborted) progress.ended(part, "failed");
      failed.abort(error);
      throw error;
    }
  };
  // Those that others wait for come first, so that there is something to wait for.
  const inOrder = parts.toSorted((a, b) => a.after.length - b.after.length);
  for (const part of inOrder) ups.set(part.name, bringUp(part));
  const results = await Promise.allSettled(ups.values());
  const isWell = results.every((result) => result.status === "fulfilled");
  progress.close(isWell);
  if (isWell) return;
  await stopParts(started, context.io);
  throw signal.reason;
}

interface Launched {
  readonly process: StartedProcess;
  readonly state: PartState;
}

async function launch(part: Part, context: PartContext): Promise<Launched> {
  const logFile = join(context.paths.logs, `${part.name}.log`);
  const process = await startProcess(await part.launch(context), logFile, context.env);
  const { pid, startTime } = process;
  const startedAt = new Date().toISOString();
  return { process, state: { name: part.name, pid, startTime, startedAt, logFile } };
}

function awaited(part: Part, context: PartContext, { process, state }: Launched) {
  return {
    name: part.name,
    identity: process,
    ended: process.ended,
    probe: part.probe(context.ports),
    timeoutMillis: part.startTimeoutMillis,
    logFile: state.logFile,
  };
}
