import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { familyMemory, familyOf, isRunning } from "../../src/process/family.ts";
import { findProcess, listFromPs, listProcesses } from "../../src/process/list.ts";
import { waitUntilReady } from "../../src/process/ready.ts";
import { startProcess, type StartedProcess } from "../../src/process/start.ts";
import { terminate } from "../../src/process/terminate.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "otelstack-process-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const policy = { signal: "SIGTERM", timeoutMillis: 5_000 } as const;

function shell(script: string, env: Record<string, string> = {}): Promise<StartedProcess> {
  return startProcess({ file: "/bin/sh", args: ["-c", script], env }, join(dir, "shell.log"), process.env);
}

const output = (): Promise<string> => readFile(join(dir, "shell.log"), "utf8");

test("this process is found, and again in the list of ps", () => {
  const found = findProcess(process.pid);
  expect(found).toMatchObject({ pid: process.pid, parentPid: process.ppid, zombie: false });
  expect(listProcesses().map((entry) => entry.pid)).toContain(process.pid);
  const { startTime: _, residentBytes: __, ...same } = found as NonNullable<typeof found>;
  expect(listFromPs().find((entry) => entry.pid === process.pid)).toMatchObject(same);
});

test("a pid with another start time is another process", () => {
  const { pid, startTime } = findProcess(process.pid) as { pid: number; startTime: string };
  expect(isRunning({ pid, startTime })).toBe(true);
  expect(isRunning({ pid, startTime: "long ago" })).toBe(false);
  expect(familyOf({ pid, startTime: "long ago" })).toEqual([]);
});

test("a family is the process, its children, and those that left for a session of their own", async () => {
  const leader = await shell("sleep 300 & setsid sleep 301 & echo family; wait");
  await expect.poll(() => familyOf(leader).length).toBe(3);
  const family = familyOf(leader);
  expect(familyMemory(leader)).toBeGreaterThan(100_000);
  expect(await terminate(leader, policy)).toEqual({ forced: false, left: [] });
  expect(family.filter((entry) => isRunning(entry))).toEqual([]);
});

test("who ignores the signal is ended by force", async () => {
  const leader = await shell("trap '' TERM; echo deaf; while :; do sleep 0.1; done");
  await expect.poll(output).toContain("deaf");
  expect(await terminate(leader, { signal: "SIGTERM", timeoutMillis: 300 })).toEqual({ forced: true, left: [] });
  expect(isRunning(leader)).toBe(false);
});

test("children of a leader that was killed are found and ended", async () => {
  const leader = await shell("sleep 302 & echo orphan; wait");
  await expect.poll(() => familyOf(leader).length).toBe(2);
  process.kill(leader.pid, "SIGKILL");
  await expect.poll(() => isRunning(leader)).toBe(false);
  expect(familyOf(leader)).toHaveLength(1);
  await terminate(leader, policy);
  expect(familyOf(leader)).toEqual([]);
});

test("a started process gets its own variables and none of the shell's", async () => {
  const env = { ...process.env, OTEL_SERVICE_NAME: "the developer's" };
  const launch = { file: "/usr/bin/env", args: [], env: { OWN: "yes" } };
  const logFile = join(dir, "env.log");
  const { ended } = await startProcess(launch, logFile, env);
  expect(await ended).toBe("exited with code 0");
  const printed = await readFile(logFile, "utf8");
  expect(printed).toContain("OWN=yes");
  expect(printed).toContain("PATH=");
  expect(printed).not.toContain("OTEL_SERVICE_NAME");
});

test("a program that is not there is an error that names it", async () => {
  const launch = { file: join(dir, "nothing-here"), args: [] };
  await expect(startProcess(launch, join(dir, "none.log"), process.env)).rejects.toThrow(
    /nothing-here: could not be started/,
  );
});

test("who dies before it is ready is an error with its last log lines", async () => {
  const logFile = join(dir, "dies.log");
  const launch = { file: "/bin/sh", args: ["-c", "echo the disk is full >&2; exit 3"] };
  const identity = await startProcess(launch, logFile, process.env);
  const probe = (): Promise<void> => Promise.reject(new Error("no answer"));
  const waiting = waitUntilReady({
    name: "loki",
    identity,
    ended: identity.ended,
    probe,
    timeoutMillis: 5_000,
    logFile,
  });
  await expect(waiting).rejects.toThrow(`loki exited with code 3. Last lines of ${logFile}:\n  the disk is full`);
});

test("who never answers is an error with the last reason", async () => {
  const logFile = join(dir, "mute.log");
  const identity = await startProcess({ file: "/bin/sleep", args: ["300"] }, logFile, process.env);
  const probe = (): Promise<void> => Promise.reject(new Error("status 503"));
  await expect(waitUntilReady({ name: "loki", identity, probe, timeoutMillis: 300, logFile })).rejects.toThrow(
    "loki is not ready after 0.3 s (status 503). Its log is empty.",
  );
  await terminate(identity, policy);
});
