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
const shownLogLines = 15;

/** Waits until the probe succeeds. A part that dies or stays mute is an error that carries its last log lines. */
export async function waitUntilReady(awaited: Awaited): Promise<void> {
  const deadline = Date.now() + awaited.timeoutMillis;
  let ending: string | undefined;
  awaited.ended?.then(
    (how) => (ending = how),
    () => {},
  );
  let reason = "no answer yet";
  while (Date.now() < deadline) {
    awaited.signal?.throwIfAborted();
    // Before the probe: another server on the same port could answer in the place of a part that is dead.
    if (!isRunning(awaited.identity)) throw await failure(awaited, ending ?? "has ended");
    try {
      return await awaited.probe();
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    await delay(pollMillis);
  }
  throw await failure(awaited, `is not ready after ${awaited.timeoutMillis / 1000} s (${reason})`);
}

async function failure(awaited: Awaited, what: string): Promise<CliError> {
  const lines = await lastLines(awaited.logFile, shownLogLines);
  const log = lines.length === 0 ? " Its log is empty." : ` Last lines of ${awaited.logFile}:`;
  return new CliError(
    "E_PART_FAILED",
    [`${awaited.name} ${what}.${log}`, ...lines.map((line) => `  ${line}`)].join("\n"),
  );
}
