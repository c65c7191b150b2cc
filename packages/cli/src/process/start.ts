import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, open, rename, stat } from "node:fs/promises";
import { CliError } from "../error.ts";
import { accountFor } from "./account.ts";
import type { ProcessIdentity } from "./family.ts";
import { findProcess } from "./list.ts";

/** How one process is started. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to the small environment that every part gets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The account it runs as when we are root. */
  readonly user?: string;
}

/** A started process, as its parent sees it. */
export interface StartedProcess extends ProcessIdentity {
  /** Resolves when it ends; says how. */
  readonly ended: Promise<string>;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logCapBytes = 10 * 1024 * 1024;

// A part must not react to what happens to stand in a developer's shell (OTEL_*, PG*, NODE_OPTIONS): it gets these and its own.
const passedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"];

/** Starts a process in a group of its own, its output appended to `logFile`. It outlives us unless it is stopped. */
export async function startProcess(launch: Launch, logFile: string, env: Environment): Promise<StartedProcess> {
  const account = await accountFor(launch.user);
  const log = await openLog(logFile);
  try {
    const child = spawn(launch.file, launch.args, {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      cwd: launch.cwd ?? "/",
      env: { ...pick(env, passedOn), ...launch.env },
      ...account,
    });
    const ended = once(child, "exit").then(([code, signal]) =>
      signal === null ? `exited with code ${code}` : `was ended by ${signal}`,
    );
    ended.catch(() => {});
    const { pid } = child;
    // Without a pid the reason comes as an "error" event, which rejects `ended`.
    if (pid === undefined)
      throw await ended.then(
        () => undefined,
        (error: unknown) => error,
      );
    const startTime = findProcess(pid)?.startTime ?? "ended at once";
    child.unref();
    return { pid, startTime, ended };
  } catch (error) {
    throw new CliError("E_START", `${launch.file}: could not be started: ${(error as Error).message}`);
  } finally {
    await log.close();
  }
}

// The cap is looked at when a part starts: a running part holds the file open, and without a supervisor nobody could swap it.
async function openLog(file: string) {
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  if (size > logCapBytes) await rename(file, `${file}.1`);
  const log = await open(file, "a", 0o600);
  await chmod(file, 0o600);
  return log;
}

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
