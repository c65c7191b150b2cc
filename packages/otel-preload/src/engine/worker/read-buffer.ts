/** More is read into memory of its own, which is rare: a record of one large item. */
const keptBytes = 1024 * 1024;

/** The same memory for what is read for one request after the other: as garbage it would be dozens of megabytes before it is collected. */
export class ReadBuffer {
  private kept: Buffer | undefined;
  private used = 0;

  /** What was read until now is needed no more. */
  begin(): void {
    this.used = 0;
  }

  /** Memory for so many bytes. */
  room(length: number): Buffer {
    if (this.used + length > keptBytes) return Buffer.allocUnsafeSlow(length);
    this.kept ??= Buffer.allocUnsafeSlow(keptBytes);
    const from = this.used;
    this.used += length;
    return this.kept.subarray(from, this.used);
  }
}
