import { readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";

const niceness = -10;

/**
 * Ahead of whatever else runs on the machine, with all that this process starts, where one may (as root). Linux weighs
 * sessions before processes (sched(7), "The autogroup feature"), so the session's weight is raised, too, until this
 * process ends.
 */
export function raisePriority(): void {
  try {
    setPriority(niceness);
  } catch {
    // An ordinary account measures with ordinary priority.
    return;
  }
  raiseSession();
}

function raiseSession(): void {
  const file = "/proc/self/autogroup";
  try {
    const before = /nice (-?\d+)/.exec(readFileSync(file, "utf8"))?.[1] ?? "0";
    writeFileSync(file, String(niceness));
    process.once("exit", () => writeFileSync(file, before));
  } catch {
    // A kernel without this feature weighs processes alone.
  }
}
