import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { withLock } from "../../bootstrap/lock.mjs";

const run = promisify(execFile);
const holdLock = join(import.meta.dirname, "../fixtures/bootstrap/hold-lock.mjs");

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function deadPid(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

it("lets one process in at a time, also past a lock left by a killed one", async () => {
  const folder = await temporaryFolder();
  const [lock, journal] = [join(folder, "lock"), join(folder, "journal")];
  await writeFile(lock, String(deadPid()));
  await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, [holdLock, lock, journal])));
  expect(await readFile(journal, "utf8")).toBe("in\nout\n".repeat(6));
  expect(await readdir(folder)).toEqual(["journal"]);
});

it("names the process it waits for, and gives the lock back when the step throws", async () => {
  const lock = join(await temporaryFolder(), "lock");
  const waitedFor: number[] = [];
  const first = withLock(
    lock,
    async () => {
      await expect.poll(() => waitedFor).toEqual([process.pid]);
      throw new Error("the step failed");
    },
    () => {},
  );
  const second = withLock(
    lock,
    async () => "in",
    (pid: number) => waitedFor.push(pid),
  );
  await expect(first).rejects.toThrow("the step failed");
  await expect(second).resolves.toBe("in");
  expect(existsSync(lock)).toBe(false);
});
