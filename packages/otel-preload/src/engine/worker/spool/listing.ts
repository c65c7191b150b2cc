import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { randomHex } from "../../../random.ts";

/** `<milliseconds since 1970>-<random>.<owner>.otlp`: the names in their order are the files in the order of their age. */
const pattern = /^(\d{13}-[0-9a-f]{12})\.([0-9a-z-]+)\.otlp$/u;

export interface Listed {
  readonly path: string;
  readonly birth: string;
  readonly owner: string;
}

let last = 0;

/** A name for a new file, after all that this process gave before. */
export function segmentName(owner: string): string {
  last = Math.max(Date.now(), last + 1);
  return `${String(last).padStart(13, "0")}-${randomHex(6)}.${owner}.otlp`;
}

/** The same file in other hands. */
export function renamed({ birth }: Listed, folder: string, owner: string): string {
  return join(folder, `${birth}.${owner}.otlp`);
}

/** Oldest first; none when there is no such folder. */
export function listSegments(folder: string): Listed[] {
  return readNames(folder)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const [, birth, owner] = pattern.exec(name) ?? [];
      return birth === undefined || owner === undefined ? [] : [{ path: join(folder, name), birth, owner }];
    });
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

export function totalBytes(files: readonly Listed[]): number {
  return files.reduce((sum, { path }) => sum + (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}
