/** More is memory of its own, which is rare: a record or a request of one large item. */
export const keptBytes: number = 2 * 1024 * 1024;

/** The same memory for one turn after the other: as garbage it would be dozens of megabytes before it is collected. */
export class KeptBuffer {
  private kept: Buffer | undefined;
  private used = 0;

  /** What this gave out until now is needed no more. */
  begin(): void {
    this.used = 0;
  }

  /** Memory for so many bytes. */
  room(length: number): Buffer {
    if (this.used + length > keptBytes) return Buffer.allocUnsafeSlow(length);
    // What nobody has written into yet takes no memory.
    this.kept ??= Buffer.allocUnsafeSlow(keptBytes);
    const from = this.used;
    this.used += length;
    return this.kept.subarray(from, this.used);
  }
}
