import { closeSync, openSync, readSync } from "node:fs";

/** Random bytes from the system. `node:crypto` takes 4 ms to load, which a short process would pay for 16 bytes. */
export function fillRandom(bytes: Uint8Array): void {
  try {
    const file = openSync("/dev/urandom", "r");
    try {
      if (readSync(file, bytes) === bytes.length) return;
    } finally {
      closeSync(file);
    }
  } catch {
    // Windows has no such file.
  }
  process.getBuiltinModule("node:crypto").randomFillSync(bytes);
}

/** So many random bytes in hexadecimal digits. */
export function randomHex(bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  fillRandom(buffer);
  return buffer.toString("hex");
}

/** A UUID of version 4 (RFC 9562). */
export function randomUuid(): string {
  const bytes = Buffer.alloc(16);
  fillRandom(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/u, "$1-$2-$3-$4-");
}
