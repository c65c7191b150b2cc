import { crc32 } from "node:zlib";
import { countOf, type Segment, type SignalName, signalNames } from "../../message.ts";

// A segment file is a head with the resource, and records one after the other. All numbers are little-endian.
// Head:   "OTSP", version, 3 bytes 0, length of the resource (4), its CRC-32 (4), the resource.
// Record: state (1), signal (1), 0 (1), 0x5a, length (4), count of items (4), CRC-32 of bytes 1 to 11 and of the payload (4), payload.
// Only the state is ever written again: 0 waits, 1 is settled.

const magic = "OTSP";
const version = 1;
export const headBytes = 16;
export const recordHeadBytes = 16;
const marker = 0x5a;
const settled = 1;
export const settledState: Uint8Array = Uint8Array.of(settled);
const longestPayload = 64 * 1024 * 1024;

export interface Frame {
  /** Where the payload begins in the file. */
  readonly at: number;
  readonly length: number;
  readonly signal: SignalName;
  readonly count: number;
  readonly isSettled: boolean;
}

export function writeHead(resource: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes + resource.length);
  head.write(magic, "latin1");
  head[4] = version;
  head.writeUInt32LE(resource.length, 8);
  head.writeUInt32LE(crc32(resource), 12);
  head.set(resource, headBytes);
  return head;
}

/** The resource of a segment file; `undefined` when it is none of ours, or damaged. */
export function readHead(file: Buffer): Buffer | undefined {
  if (file.length < headBytes || file.toString("latin1", 0, 4) !== magic || file[4] !== version) return undefined;
  const resource = file.subarray(headBytes, headBytes + file.readUInt32LE(8));
  return crc32(resource) === file.readUInt32LE(12) ? Buffer.from(resource) : undefined;
}

/** A record as pieces that stand one after the other: a copy of a megabyte for each would be garbage that is seldom collected. */
export interface NewRecord {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
  readonly signal: SignalName;
  readonly count: number;
}

export function recordOf(signal: SignalName, segments: readonly Segment[]): NewRecord {
  const payload = segments.flatMap(({ head, bytes, count }) => [segmentHead(head, bytes, count), bytes]);
  const length = payload.reduce((sum, piece) => sum + piece.length, 0);
  const count = countOf(segments);
  const head = Buffer.alloc(recordHeadBytes);
  head[1] = signalNames.indexOf(signal);
  head[3] = marker;
  head.writeUInt32LE(length, 4);
  head.writeUInt32LE(count, 8);
  head.writeUInt32LE(checksum(head, payload), 12);
  return { pieces: [head, ...payload], length: recordHeadBytes + length, signal, count };
}

function segmentHead(head: Uint8Array, bytes: Uint8Array, count: number): Buffer {
  const written = Buffer.allocUnsafe(12 + head.length);
  written.writeUInt32LE(head.length, 0);
  written.writeUInt32LE(count, 4);
  written.writeUInt32LE(bytes.length, 8);
  written.set(head, 12);
  return written;
}

function checksum(recordHead: Buffer, payload: readonly Uint8Array[]): number {
  return payload.reduce((sum, piece) => crc32(piece, sum), crc32(recordHead.subarray(1, 12)));
}

/** The payload of a record as it was given to {@link recordOf}. */
export function readPayload(payload: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 0; at < payload.length;) {
    const [headLength, count, length] = [0, 4, 8].map((offset) => payload.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const start = at + 12 + headLength;
    segments.push({ head: payload.subarray(at + 12, start), bytes: payload.subarray(start, start + length), count });
    at = start + length;
  }
  return segments;
}

export interface Frames {
  readonly frames: Frame[];
  /** What cannot be read: a record that was cut off, or changed; by signal, as far as it says. */
  readonly damaged: readonly { readonly signal: SignalName; readonly count: number }[];
}

/** All records of a segment file. A damaged one is left out; after one whose length is nonsense, the rest. */
export function readFrames(file: Buffer): Frames {
  const frames: Frame[] = [];
  const damaged: { signal: SignalName; count: number }[] = [];
  let at = headBytes + file.readUInt32LE(8);
  while (at < file.length) {
    const frame = file.length - at < recordHeadBytes ? undefined : readFrame(file, at);
    if (frame === undefined) {
      damaged.push({ signal: "traces", count: 1 });
      break;
    }
    const end = frame.at + frame.length;
    const payload = file.subarray(frame.at, end);
    const isWhole = end <= file.length && checksum(file.subarray(at), [payload]) === file.readUInt32LE(at + 12);
    if (isWhole) frames.push(frame);
    else damaged.push({ signal: frame.signal, count: frame.count });
    at = end;
  }
  return { frames, damaged };
}

function readFrame(file: Buffer, at: number): Frame | undefined {
  const signal = signalNames[file[at + 1] ?? -1];
  const length = file.readUInt32LE(at + 4);
  if (signal === undefined || file[at + 2] !== 0 || file[at + 3] !== marker || length > longestPayload)
    return undefined;
  const count = file.readUInt32LE(at + 8);
  return { at: at + recordHeadBytes, length, signal, count, isSettled: file[at] === settled };
}
