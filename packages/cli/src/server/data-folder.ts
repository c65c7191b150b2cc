import { execFile, type ExecFileException } from "node:child_process";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import { accountFor, giveTo } from "../process/account.ts";
import type { Launch } from "../process/start.ts";

const run = promisify(execFile);
const setupTimeoutMillis = 300_000;
const shownLines = 15;

/** Makes the folder, private to the account that the server runs as. */
export async function ownFolder(dir: string, user: string | undefined): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await giveTo(dir, await accountFor(user));
}

/**
 * Fills an empty data folder. `work` does so beside it, under another name: one that was interrupted leaves nothing
 * that looks like a data folder, and data that is there is never touched.
 */
export async function fillFolder(
  dir: string,
  user: string | undefined,
  work: (draft: string) => Promise<void>,
): Promise<void> {
  if (!(await isEmpty(dir))) return;
  const draft = `${dir}.new`;
  await rm(draft, { recursive: true, force: true });
  await ownFolder(draft, user);
  await work(draft);
  await rm(dir, { recursive: true, force: true });
  await rename(draft, dir);
}

/** True when nothing is in the folder or the folder is not there. */
export async function isEmpty(dir: string): Promise<boolean> {
  return (await readdir(dir).catch(() => [])).length === 0;
}

/** A file that only the server's account can read: it may hold a password. */
export async function privateFile(file: string, content: string, user?: string): Promise<void> {
  await writeFile(file, content, { mode: 0o600 });
  await giveTo(file, await accountFor(user));
}

/** Runs a set-up program to its end, as the server's account. */
export async function runSetup(launch: Launch & { readonly cwd: string }, input = ""): Promise<void> {
  try {
    const running = run(launch.file, [...launch.args], {
      cwd: launch.cwd,
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C", ...launch.env },
      timeout: setupTimeoutMillis,
      ...(await accountFor(launch.user)),
    });
    running.child.stdin?.end(input);
    await running;
  } catch (error) {
    const { stderr = "", stdout = "", message, killed } = error as ExecFileException;
    const reason = killed === true ? `not done after ${setupTimeoutMillis / 1000} s` : message;
    const said = `${stdout}${stderr}`.trim() || reason;
    throw new CliError(
      "E_SERVER_SETUP",
      `${launch.file}: could not set up ${launch.cwd}: ${said.split("\n").slice(-shownLines).join("\n  ")}`,
    );
  }
}
