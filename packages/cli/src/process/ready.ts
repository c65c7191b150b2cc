import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import { isRunning, type ProcessIdentity } from "./family.ts";
import { lastLines } from "./log.ts";

/** Resolves when the server answers as it should; rejects, with the reason, when it does not yet. */
export type Probe = () => Promise<void>;

/** What is waited for. */
export interface Awaited {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly probe: Probe;
  readonly timeoutMillis: number;
  readonly logFile: string;
  /** How the process ended, once it has; only its parent can know. */
  readonly ended?: Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

const pollMillis = 150;
const endedMillis = 1_000;
const shownLogLines = 15;

/** Waits until the probe succeeds. A part that dies or stays mute is an error that carries its last log lines. */
export async function waitUntilReady(awaited: Awaited): Promise<void> {
  const { identity, probe, timeoutMillis, signal } = awaited;
  const deadline = Date.now() + timeoutMillis;
  let reason = "no answer yet";
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const problem = await probe().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    // Looked at also after a good answer: another server on the same port may have given it in the place of a dead part.
    if (!isRunning(identity)) throw await failure(awaited, await howItEnded(awaited));
    if (problem === undefined) return;
    reason = problem;
    await delay(pollMillis);
  }
  throw await failure(awaited, `is not ready after ${timeoutMillis / 1000} s (${reason})`);
}

// The system knows of an end a moment before Node tells how it was.
function howItEnded({ ended }: Awaited): Promise<string> {
  const unknown = delay(endedMillis, "has ended");
  return Promise.race([ended ?? unknown, unknown]).catch(() => "has ended");
}

async function failure(awaited: Awaited, what: string): Promise<CliError> {
  const lines = await lastLines(awaited.logFile, shownLogLines);
  const log = lines.length === 0 ? " Its log is empty." : ` Last lines of ${awaited.logFile}:`;
  return new CliError(
    "E_PART_FAILED",
    [`${awaited.name} ${what}.${log}`, ...lines.map((line) => `  ${line}`)].join("\n"),
  );
}
