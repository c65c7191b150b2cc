import { setTimeout as delay } from "node:timers/promises";
import { familyOf, isRunning, type ProcessIdentity } from "./family.ts";
import type { ProcessEntry } from "./list.ts";

/** How a process is asked to end, and for how long we wait before it has to. */
export interface StopPolicy {
  readonly signal: NodeJS.Signals;
  readonly timeoutMillis: number;
}

/** What became of it. `left` is empty unless the system refuses to end a process. */
export interface StopResult {
  readonly forced: boolean;
  readonly left: readonly number[];
}

const pollMillis = 50;
const leftoverGraceMillis = 2_000;
const killWaitMillis = 5_000;

/** Ends a part: the leader first, by its own signal, then whatever it left behind, by force if need be. */
export async function terminate(leader: ProcessIdentity, policy: StopPolicy): Promise<StopResult> {
  // Remembered now: descendants in groups of their own (PostgreSQL's) cannot be found once their parent is gone.
  const before = familyOf(leader);
  if (isRunning(leader)) send(leader.pid, policy.signal);
  const leaderGone = await waitFor(() => !isRunning(leader), policy.timeoutMillis);
  const remaining = () => alive([...before, ...familyOf(leader)]);
  if (leaderGone) {
    await waitFor(() => remaining().length === 0, 300);
    for (const entry of remaining()) send(entry.pid, "SIGTERM");
    if (await waitFor(() => remaining().length === 0, leftoverGraceMillis)) return { forced: false, left: [] };
  }
  for (const entry of remaining()) send(entry.pid, "SIGKILL");
  await waitFor(() => remaining().length === 0, killWaitMillis);
  return { forced: true, left: [...new Set(remaining().map((entry) => entry.pid))] };
}

/** Those of the entries that still are the processes they were. */
function alive(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return entries.filter((entry) => isRunning(entry));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone between the look and the signal: what we wanted. Not permitted: the process is reported as left.
  }
}

async function waitFor(condition: () => boolean, timeoutMillis: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMillis;
  while (!condition()) {
    if (Date.now() >= deadline) return false;
    await delay(pollMillis);
  }
  return true;
}
