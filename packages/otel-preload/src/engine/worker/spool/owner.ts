import { closeSync, readFileSync, statSync, unlinkSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { createPrivate, readWhole, writeAt } from "./file.ts";

/** On another machine, whose processes we cannot see, an owner that said nothing for so long is gone. */
const silenceMillis = 60_000;

interface Owner {
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a number that is given again does not make two processes one. */
  readonly started: string;
  readonly host: string;
}

/** Says that the segments with this owner's id belong to a living process. */
export class OwnerLock {
  private readonly path: string;

  constructor(folder: string, id: string) {
    this.path = lockPath(folder, id);
    const owner: Owner = { pid: process.pid, started: startOf(process.pid), host: hostname() };
    const file = createPrivate(this.path);
    try {
      writeAt(file, Buffer.from(JSON.stringify(owner)), 0);
    } finally {
      closeSync(file);
    }
  }

  /** For those on other machines who share the folder. */
  touch(): void {
    try {
      const now = new Date();
      utimesSync(this.path, now, now);
    } catch {
      // Taken away; what is in the folder is then anybody's, and at worst sent twice.
    }
  }

  release(): void {
    removeFile(this.path);
  }
}

/** Whether the owner of this id still works on its segments. */
export function isOwnerAlive(folder: string, id: string): boolean {
  const path = lockPath(folder, id);
  try {
    const { pid, started, host } = JSON.parse(readWhole(path).toString()) as Owner;
    if (host !== hostname()) return Date.now() - statSync(path).mtimeMs < silenceMillis;
    return isRunning(pid) && startOf(pid) === started;
  } catch {
    // None, or not yet written: the latter is a matter of microseconds.
    return isYoung(path);
  }
}

export function removeLock(folder: string, id: string): void {
  removeFile(lockPath(folder, id));
}

function isYoung(path: string): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs < 1000;
  } catch {
    return false;
  }
}

function lockPath(folder: string, id: string): string {
  return join(folder, `${id}.lock`);
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Empty where the kernel does not say. */
function startOf(pid: number): string {
  try {
    // The name of the program, in parentheses, may hold spaces: fields are counted behind it (proc_pid_stat(5), field 22).
    return readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\)/su, "").split(" ")[20] ?? "";
  } catch {
    return "";
  }
}
