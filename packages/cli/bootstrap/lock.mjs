import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Runs a step while no other process of this machine runs one with the same lock file.
 * The file holds the owner's process id, so that a lock left by a killed process is taken over.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} run
 * @param {(ownerPid: number) => void} onWait called once when the lock is taken
 * @returns {Promise<T>}
 */
export async function withLock(path, run, onWait) {
  let isWaiting = false;
  while (!tryLock(path)) {
    const ownerPid = readOwner(path);
    if (ownerPid !== undefined && !isAlive(ownerPid)) {
      removeStale(path, ownerPid);
      continue;
    }
    if (!isWaiting && ownerPid !== undefined) onWait(ownerPid);
    isWaiting = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await run();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** @param {string} path */
function tryLock(path) {
  const ownPath = `${path}.${process.pid}`;
  // Written beside and linked: the lock never exists without its owner's number in it.
  writeFileSync(ownPath, String(process.pid));
  try {
    linkSync(ownPath, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(ownPath, { force: true });
  }
}

/** @param {string} path */
function readOwner(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Two processes may find the same dead owner: only the one whose rename gets the dead owner's file removes it,
 * and a fresh lock caught by mistake goes back.
 * @param {string} path
 * @param {number} deadPid
 */
function removeStale(path, deadPid) {
  const asidePath = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, asidePath);
    if (readOwner(asidePath) !== deadPid) linkSync(asidePath, path);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? "")) throw error;
  } finally {
    rmSync(asidePath, { force: true });
  }
}
