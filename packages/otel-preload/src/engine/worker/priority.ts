import { access } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";

const behind = 5;

/**
 * This thread behind those of the application, where they want the same processor: a request to the collector takes it for
 * a millisecond. Only Linux has priorities of threads; elsewhere it would be that of the process. Best effort: a sandbox may
 * forbid it. See docs/decisions/0019.
 */
export function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    // Threads begin with the priority of the one that made them. Those of libuv's pool serve the whole process and are
    // made by whoever is the first to need one: not by this thread later, when it looks for the collector's address.
    access("/", () => {});
    setPriority(0, Math.min(getPriority(0) + behind, constants.priority.PRIORITY_LOW));
  } catch {}
}
