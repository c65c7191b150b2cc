import { execFile } from "node:child_process";
import { chown, lstat, readdir, stat } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../error.ts";

const run = promisify(execFile);

/** A system account by its numbers, as `spawn` wants them. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account a server has to run as: a number pair when we are root, undefined (ourselves) when we are not. */
export async function accountFor(user: string | undefined): Promise<Account | undefined> {
  if (user === undefined || process.getuid?.() !== 0) return undefined;
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", user]), run("id", ["-g", user])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    throw new CliError(
      "E_ACCOUNT",
      `account ${user}: not found on this machine, expected because its server must not run as root; the package that brings the server creates it, or run otelstack as an ordinary user`,
    );
  }
}

/** Gives a folder and all in it to the account; does nothing when we are not root. */
export async function giveTo(path: string, account: Account | undefined): Promise<void> {
  if (account === undefined) return;
  const { uid, gid } = account;
  const info = await lstat(path);
  if (info.isDirectory()) {
    for (const name of await readdir(path)) await giveTo(join(path, name), account);
  }
  if (!info.isSymbolicLink() && (info.uid !== uid || info.gid !== gid)) await chown(path, uid, gid);
}

/** True when any account may pass through every folder above `path`: /root (0700) is the usual reason why not. */
export async function reachableByOthers(path: string): Promise<boolean> {
  const { root } = parse(path);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const mode = await stat(folder).then(
      (info) => info.mode,
      () => 0o755,
    );
    if ((mode & 0o001) === 0) return false;
    if (folder === root) return true;
  }
}
