import type { Segment } from "../message.ts";

/** From this share of its buffer on, a segment stays in it. */
const keptShare = 0.5;

/**
 * The main thread's buffers, of one signal. One that is mostly full is kept until nothing of it waits any more; of others
 * the items are copied, as a buffer that holds little for long would cost more memory than its items do.
 */
export class Loans {
  /** Bytes of kept buffers that are not over yet. What is never over goes with the garbage. */
  private readonly waiting = new WeakMap<ArrayBufferLike, number>();
  private readonly giveBack: (buffers: ArrayBuffer[]) => void;

  constructor(giveBack: (buffers: ArrayBuffer[]) => void) {
    this.giveBack = giveBack;
  }

  /** The same segments, where they may stay as long as they wait. */
  take(segments: readonly Segment[]): Segment[] {
    const free: ArrayBuffer[] = [];
    const taken = segments.map((segment) => {
      const { bytes } = segment;
      const buffer = bytes.buffer as ArrayBuffer;
      if (bytes.length >= buffer.byteLength * keptShare) {
        this.waiting.set(buffer, bytes.length);
        return segment;
      }
      free.push(buffer);
      return { ...segment, bytes: Uint8Array.from(bytes) };
    });
    if (free.length > 0) this.giveBack(free);
    return taken;
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
