// Numbers of a fixed size, written byte by byte: a call into native code costs more.

/** As ids are. */
export function writeBigEndian32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Milliseconds since 1970, until 2540, as nanoseconds in a fixed64, exact to the microsecond; returns where it ends. */
export function writeNanos(bytes: Uint8Array, at: number, millis: number): number {
  // 2^53 does not hold the nanoseconds of today: in two halves.
  const micros = Math.round(millis * 1000);
  const high = Math.floor(micros / 0x100000000);
  const low = (micros - high * 0x100000000) * 1000;
  const carry = Math.floor(low / 0x100000000);
  writeLittleEndian32(bytes, at, low - carry * 0x100000000);
  writeLittleEndian32(bytes, at + 4, high * 1000 + carry);
  return at + 8;
}

export function writeLittleEndian32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
