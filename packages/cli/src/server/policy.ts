import { execFile } from "node:child_process";
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const policyFile = "/usr/sbin/policy-rc.d";
const forbidden = 101;
const mark = "# Written by otelstack while it installs packages.";
const run = promisify(execFile);

/**
 * Runs `work` while Debian's packages may not start their services: `policy-rc.d` is what they ask, 101 means no.
 * Somebody else's file that says no already is left alone; any other is put back afterwards.
 */
export async function withoutServiceStart<Result>(
  work: () => Promise<Result>,
  file: string = policyFile,
): Promise<Result> {
  if (!isOurs(file) && (await forbids(file))) return work();
  const restore = replacePolicy(file);
  process.once("exit", restore);
  try {
    return await work();
  } finally {
    process.removeListener("exit", restore);
    restore();
  }
}

// Synchronous, so that a process that is told to exit in between can still put things back.
function replacePolicy(file: string): () => void {
  const saved = `${file}.before-otelstack`;
  // One of ours here means that a run was killed: what it had saved, if anything, is saved still.
  if (!isOurs(file)) moveIfThere(file, saved);
  writeFileSync(file, `#!/bin/sh\n${mark}\nexit ${forbidden}\n`);
  chmodSync(file, 0o755);
  return () => {
    rmSync(file, { force: true });
    moveIfThere(saved, file);
  };
}

function isOurs(file: string): boolean {
  try {
    return readFileSync(file, "utf8").includes(mark);
  } catch {
    return false;
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function forbids(file: string): Promise<boolean> {
  return run(file, ["otelstack-probe", "start"]).then(
    () => false,
    (error: { code?: unknown }) => error.code === forbidden,
  );
}
