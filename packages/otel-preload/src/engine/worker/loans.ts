import type { Segment } from "../message.ts";

/** From this share of its buffer on, a segment stays in it. */
const keptShare = 0.5;

/**
 * The main thread's buffers, of one signal, which are kept until nothing of them waits any more. Where items may wait for
 * long, which is where no disk takes them soon, they are copied out of buffers that are mostly empty.
 */
export class Loans {
  /** Bytes of kept buffers that are not over yet. What is never over goes with the garbage. */
  private readonly waiting = new WeakMap<ArrayBufferLike, number>();
  private readonly giveBack: (buffers: ArrayBuffer[]) => void;

  constructor(giveBack: (buffers: ArrayBuffer[]) => void) {
    this.giveBack = giveBack;
  }

  /** New segments, where they may stay. */
  take(segments: readonly Segment[], mayWaitLong: boolean): Segment[] {
    for (const { bytes } of segments) this.waiting.set(bytes.buffer, bytes.length);
    return mayWaitLong ? this.keep(segments) : [...segments];
  }

  /** Segments of before, or parts of them, where they may stay for long. */
  keep(segments: readonly Segment[]): Segment[] {
    const left: Segment[] = [];
    const kept = segments.map((segment) => {
      const { bytes } = segment;
      const isAlone = !this.waiting.has(bytes.buffer) || bytes.length >= bytes.buffer.byteLength * keptShare;
      if (isAlone) return segment;
      left.push(segment);
      return { ...segment, bytes: Uint8Array.from(bytes) };
    });
    this.over(left);
    return kept;
  }

  /** Nobody will look at these any more; they may be parts of what was taken. */
  over(segments: readonly Segment[]): void {
    const free: ArrayBuffer[] = [];
    for (const { bytes } of segments) {
      const buffer = bytes.buffer as ArrayBuffer;
      const left = this.waiting.get(buffer);
      if (left === undefined) continue;
      this.waiting.set(buffer, left - bytes.length);
      if (left > bytes.length) continue;
      this.waiting.delete(buffer);
      free.push(buffer);
    }
    if (free.length > 0) this.giveBack(free);
  }
}
