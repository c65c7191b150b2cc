import { writeBigEndian32, writeLittleEndian32, writeNanos } from "./fixed.ts";

const initialBytes = 64 * 1024;
/** A text of this many UTF-16 units is written without asking how many bytes it needs: at most three for each. */
const shortText = 40;

/**
 * Writes protocol buffers into one growing buffer. Lengths of nested messages are written as padded varints of a fixed
 * size, so that a message needs no second pass (encoding: protobuf.dev/programming-guides/encoding).
 */
export class ByteWriter {
  bytes: Buffer;
  at = 0;
  /** Where the item begins that is being written. */
  itemAt = 0;

  constructor(bytes: Buffer = Buffer.allocUnsafeSlow(initialBytes)) {
    this.bytes = bytes;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  /** A non-negative safe integer. */
  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.bytes[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** An int64: negative numbers take ten bytes, as the format has it. */
  int64(value: number): void {
    if (value >= 0) return this.varint(value);
    this.reserve(10);
    let bits = BigInt.asUintN(64, BigInt(value));
    while (bits > 127n) {
      this.bytes[this.at++] = Number(bits & 127n) | 128;
      bits >>= 7n;
    }
    this.bytes[this.at++] = Number(bits);
  }

  double(value: number): void {
    this.reserve(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  fixed32(value: number): void {
    this.reserve(4);
    writeLittleEndian32(this.bytes, this.at, value);
    this.at += 4;
  }

  /** See {@link writeNanos}. */
  nanos(millis: number): void {
    this.reserve(8);
    this.at = writeNanos(this.bytes, this.at, millis);
  }

  /** Big-endian, as ids are. The caller has made room. */
  id32(value: number): void {
    writeBigEndian32(this.bytes, this.at, value);
    this.at += 4;
  }

  raw(source: Uint8Array): void {
    const count = source.length;
    this.reserve(count);
    // A call into native code costs more than copying a few bytes.
    if (count < 24) for (let i = 0; i < count; i++) this.bytes[this.at + i] = source[i] as number;
    else this.bytes.set(source, this.at);
    this.at += count;
  }

  /** A length-delimited text; lone surrogates become U+FFFD, as UTF-8 has no place for them. */
  text(value: string): void {
    const units = value.length;
    this.reserve(units * 3 + 5);
    if (units <= shortText) {
      if (this.ascii(value, units)) return;
      const from = this.at;
      const count = this.bytes.write(value, from + 1, "utf8");
      this.bytes[from] = count; // 40 units are at most 120 bytes: one byte of length.
      this.at = from + 1 + count;
      return;
    }
    const from = this.open();
    this.at += this.bytes.write(value, this.at, "utf8");
    this.close(from);
  }

  private ascii(value: string, units: number): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < units; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 127) return false;
      bytes[at + 1 + i] = unit;
    }
    bytes[at] = units;
    this.at = at + 1 + units;
    return true;
  }

  /** Begins a message whose length is not known; give what it returns to {@link close}. */
  open(): number {
    this.reserve(4);
    this.at += 4;
    return this.at;
  }

  close(from: number): void {
    const length = this.at - from;
    const { bytes } = this;
    bytes[from - 4] = (length & 127) | 128;
    bytes[from - 3] = ((length >>> 7) & 127) | 128;
    bytes[from - 2] = ((length >>> 14) & 127) | 128;
    bytes[from - 1] = length >>> 21;
  }

  /** What was written, without a copy; the writer must not be used while it is. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }
}
