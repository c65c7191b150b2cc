import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isRunning, type ProcessIdentity } from "./family.ts";
import { findProcess } from "./list.ts";

const pollMillis = 200;

/** Runs `work` while no other process holds the lock; a lock left by a dead process is taken over. */
export async function withLock<Result>(
  file: string,
  onWait: (pid: number) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  await acquire(file, onWait);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, onWait: (pid: number) => void): Promise<void> {
  // Written aside and linked into place: nobody ever reads a lock that is half written.
  const draft = `${file}.${process.pid}`;
  const startTime = findProcess(process.pid)?.startTime ?? "";
  await writeFile(draft, JSON.stringify({ pid: process.pid, startTime }), { mode: 0o600 });
  try {
    for (let announced = false; !(await tryLink(draft, file)); await delay(pollMillis)) {
      const holder = await readHolder(file);
      if (holder === undefined) continue;
      if (!isRunning(holder)) await discard(file, holder);
      else if (!announced) {
        announced = true;
        onWait(holder.pid);
      }
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function tryLink(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

function readHolder(file: string): Promise<ProcessIdentity | undefined> {
  return readFile(file, "utf8").then(
    (text) => JSON.parse(text) as ProcessIdentity,
    () => undefined,
  );
}

// Moved away before it is deleted: if another process has replaced it since we read it, its lock is put back.
async function discard(file: string, stale: ProcessIdentity): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  await rename(file, aside).catch(() => {});
  const taken = await readHolder(aside);
  if (taken !== undefined && taken.startTime !== stale.startTime) await tryLink(aside, file);
  await rm(aside, { force: true });
}
