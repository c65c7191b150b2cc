import { isMainThread } from "node:worker_threads";

/** Longest time the end of the process may take: nothing else runs meanwhile. */
const leaveMillis = 1800;
/** Once more than needed by a program that does not go on after `beforeExit`. */
const mostGathered = 2;
/** Enough for the disk to take what is said after that. */
const leastMillis = 100;

export interface Pipeline {
  /** Hands over what is only made when asked for, such as metrics; done when the current callback's promises are. */
  gather(): void;
  /** Delivers what is left while nothing else runs, at most `withinMillis`. */
  leave(withinMillis: number): void;
}

/**
 * Delivers what waits when the process ends, without changing how it ends: exit code, signal, the order and number of
 * events stay the application's. The thread stands still while the worker delivers, so nothing of the application runs
 * that would not run without us.
 */
export function installShutdown(pipeline: Pipeline): void {
  const leave = bounded(pipeline);
  // Ours are at most two of an event: Node's warning about too many listeners is for the application's.
  process.setMaxListeners(process.getMaxListeners() + 2);
  // No promise is kept alive here: it would turn the event loop once more, and `beforeExit` would come twice.
  let gathered = 0;
  process.on("beforeExit", () => {
    // A metric's callback that waits for something turns the loop, and `beforeExit` comes again: not for ever.
    if (gathered++ < mostGathered) pipeline.gather();
  });
  process.on("exit", () => {
    leave();
    // A listener that comes after this one and calls `process.exit` itself ends there.
    const { reallyExit } = process as unknown as { reallyExit: (code?: number) => never };
    Object.assign(process, {
      reallyExit(code?: number): never {
        leave();
        return reallyExit.call(process, code);
      },
    });
  });
  stayLast(leave);
  // Signals reach the main thread only.
  if (isMainThread) startSignals(pipeline, leave);
}

/** All that is delivered while the process ends shares one deadline. */
function bounded(pipeline: Pipeline): () => void {
  let deadline: number | undefined;
  return () => {
    const now = performance.now();
    deadline ??= now + leaveMillis;
    pipeline.leave(Math.max(leastMillis, deadline - now));
  };
}

/** What the application's own listeners for `exit` say, too: `leave` follows the last of them. */
function stayLast(leave: () => void): void {
  let isPlanned = false;
  const last = (): void => leave();
  process.on("newListener", (event, listener) => {
    if (event !== "exit" || listener === last || isPlanned) return;
    isPlanned = true;
    process.nextTick(() => {
      isPlanned = false;
      process.removeListener("exit", last);
      process.on("exit", last);
    });
  });
}

/**
 * A signal that would end the process ends it, after what waits is delivered. Not among them: SIGQUIT, which is left
 * for those who must end a process whose event loop stands still (docs/decisions/0009).
 */
function startSignals(pipeline: Pipeline, leave: () => void): void {
  // Once the loop turns: a program that never lets it turn ends at once, as without us. A timer, because an immediate
  // that holds nothing waits for the first event.
  setTimeout(() => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"] as const) raiseAgain(signal, pipeline, leave);
  }, 1).unref();
}

function raiseAgain(signal: NodeJS.Signals, pipeline: Pipeline, leave: () => void): void {
  const onSignal = (): void => {
    // Others listen: the application decides whether and when to end; its end passes `exit`.
    if (process.listenerCount(signal) > 1) return;
    pipeline.gather();
    setImmediate(() => {
      leave();
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    });
  };
  // First: a listener of the application that is called once has gone when it was called.
  process.prependListener(signal, onSignal);
}
