import { fillRandom } from "../random.ts";

// xoshiro128**: ids need to be unlike each other, not secret, and crypto costs a microsecond each time it is asked.
const state = new Int32Array(4);
fillRandom(new Uint8Array(state.buffer));

const block = new Int32Array(1024);
let used = block.length;

/**
 * 32 random bits, as a signed number: those fit into an object without a box of their own. Drawn in blocks, for the reason
 * of `later.ts`.
 */
export function random32(): number {
  if (used === block.length) {
    for (let i = 0; i < block.length; i++) block[i] = draw();
    used = 0;
  }
  return block[used++] as number;
}

function draw(): number {
  const b = state[1] as number;
  const c = (state[2] as number) ^ (state[0] as number);
  const d = (state[3] as number) ^ b;
  state[1] = b ^ c;
  state[0] = (state[0] as number) ^ d;
  state[2] = c ^ (b << 9);
  state[3] = rotateLeft(d, 11);
  return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Eight hexadecimal digits. */
function hex32(value: number): string {
  return `${pairs[value >>> 24]}${pairs[(value >>> 16) & 255]}${pairs[(value >>> 8) & 255]}${pairs[value & 255]}`;
}

/** The number in eight hexadecimal digits from `at`. */
function parse32(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 8), 16) | 0;
}

/** A span's place in its trace, as signed numbers: 128 bits of trace, 64 of span. */
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

/** In the API's form. */
export function traceIdOf({ trace0, trace1, trace2, trace3 }: Ids): string {
  return hex32(trace0) + hex32(trace1) + hex32(trace2) + hex32(trace3);
}

export function spanIdOf({ span0, span1 }: Ids): string {
  return hex32(span0) + hex32(span1);
}
