import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR } = constants;

/** A new file that only we may read. Throws when something is there already, a link above all. */
export function createPrivate(path: string): number {
  return openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
}

/** Opens a file of ours; throws for a link, for another user's, for what is no file. */
export function openOwn(path: string, access: "read" | "write"): number {
  const file = openSync(path, (access === "read" ? O_RDONLY : O_RDWR) | O_NOFOLLOW);
  const found = fstatSync(file);
  const user = process.getuid?.() ?? found.uid;
  if (found.isFile() && found.uid === user) return file;
  closeSync(file);
  throw new Error(`${path} is no file of ours`);
}

export function readWhole(path: string): Buffer {
  const file = openOwn(path, "read");
  try {
    return readAt(file, 0, Buffer.allocUnsafe(fstatSync(file).size));
  } finally {
    closeSync(file);
  }
}

/** Fills `bytes`, as far as the file goes. */
export function readAt(file: number, position: number, bytes: Buffer): Buffer {
  const { length } = bytes;
  let at = 0;
  while (at < length) {
    const count = readSync(file, bytes, at, length - at, position + at);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}

/** Writes all of `bytes`; returns the position behind them. */
export function writeAt(file: number, bytes: Uint8Array, position: number): number {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at, position + at);
  return position + bytes.length;
}
