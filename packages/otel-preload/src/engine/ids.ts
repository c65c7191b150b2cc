import { randomFillSync } from "node:crypto";

// xoshiro128**: ids need to be unlike each other, not secret, and crypto costs a microsecond each time it is asked.
const state = new Uint32Array(4);
randomFillSync(state);

/** 32 random bits. */
export function random32(): number {
  const [a = 0, b = 0, c = 0, d = 0] = state;
  const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
  const c1 = c ^ a;
  const d1 = d ^ b;
  state[1] = b ^ c1;
  state[0] = a ^ d1;
  state[2] = c1 ^ (b << 9);
  state[3] = rotateLeft(d1, 11);
  return scrambled;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Eight hexadecimal digits. */
export function hex32(value: number): string {
  return `${pairs[value >>> 24]}${pairs[(value >>> 16) & 255]}${pairs[(value >>> 8) & 255]}${pairs[value & 255]}`;
}

/** The number in eight hexadecimal digits from `at`. */
function parse32(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 8), 16) >>> 0;
}

/** A span's place in its trace, as numbers: 128 bits of trace, 64 of span. */
export interface Ids {
  readonly trace0: number;
  readonly trace1: number;
  readonly trace2: number;
  readonly trace3: number;
  readonly span0: number;
  readonly span1: number;
}

/** From the API's hexadecimal form. */
export function parseIds(traceId: string, spanId: string): Ids {
  return {
    trace0: parse32(traceId, 0),
    trace1: parse32(traceId, 8),
    trace2: parse32(traceId, 16),
    trace3: parse32(traceId, 24),
    span0: parse32(spanId, 0),
    span1: parse32(spanId, 8),
  };
}
