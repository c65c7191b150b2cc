import { isMainThread } from "node:worker_threads";

/** Longest time a finished program waits for its last telemetry. */
const beforeExitMillis = 2000;
/** Longest time the `exit` event may take: nothing else runs meanwhile. */
const exitMillis = 1800;

export interface Flushable {
  /** Sends everything that waits; never rejects. */
  flush(): Promise<void>;
  /** No further retries from now on. */
  stopRetrying(): void;
  /** Delivers what is left while nothing else runs, at most `withinMillis`. */
  leave(withinMillis: number): void;
}

/**
 * Delivers what waits when the process ends, without changing how it ends: exit code, signal and listeners stay the
 * application's. A signal without a handler of the application is raised again after the flush.
 */
export function installShutdown(pipeline: Flushable): void {
  let flushed = false;
  process.on("beforeExit", () => {
    if (flushed) return;
    flushed = true;
    pipeline.stopRetrying();
    void withDeadline(pipeline.flush());
  });
  process.on("exit", () => {
    pipeline.leave(exitMillis);
  });
  // Signals reach the main thread only.
  if (!isMainThread) return;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) raiseAgain(signal, pipeline);
}

/** Keeps the loop alive until the flush is done or the deadline has passed. */
async function withDeadline(work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, beforeExitMillis);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}

function raiseAgain(signal: NodeJS.Signals, pipeline: Flushable): void {
  const onSignal = (): void => {
    // Others listen: the application decides whether and when to end; its end passes `beforeExit` or `exit`.
    if (process.listenerCount(signal) > 1) return;
    pipeline.stopRetrying();
    void withDeadline(pipeline.flush()).finally(() => {
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    });
  };
  process.on(signal, onSignal);
}
