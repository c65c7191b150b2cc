import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { SpoolSettings } from "../../message.ts";

const longestName = 100;

/** The folder of one service: whoever runs the same service on this machine finds what others of it left behind. */
export function spoolFolder({ directory, stateHome, service }: SpoolSettings): string {
  return join(
    directory === undefined ? join(stateFolder(stateHome), "otel-preload") : resolve(directory),
    safe(service),
  );
}

/** XDG base directory specification: a relative path in XDG_STATE_HOME is ignored. */
function stateFolder(stateHome: string | undefined): string {
  if (stateHome !== undefined && isAbsolute(stateHome)) return stateHome;
  return join(homedir(), ".local", "state");
}

/** A service's name as the name of a folder: nothing in it leads elsewhere. */
function safe(service: string): string {
  const plain = encodeURIComponent(service.toWellFormed()).replaceAll("*", "%2A").slice(0, longestName);
  return plain === "" || plain.startsWith(".") ? `_${plain}` : plain;
}

/** Makes the folder if it is not there. Throws when somebody else could read it or put something into it. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  requirePrivate(folder);
}

/** Throws unless this is a folder of our own, no link, and nobody else's to look into. */
export function requirePrivate(folder: string): void {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) throw new Error(`${folder} is a symbolic link`);
  if (!found.isDirectory()) throw new Error(`${folder} is not a directory`);
  const user = process.getuid?.();
  if (user === undefined) return;
  if (found.uid !== user) throw new Error(`${folder} belongs to user ${found.uid}, not to ${user}`);
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}
