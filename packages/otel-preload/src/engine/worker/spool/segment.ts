import { closeSync, ftruncateSync, unlinkSync } from "node:fs";
import type { Segment } from "../../message.ts";
import { createPrivate, openOwn, readAt, writeAt } from "./file.ts";
import {
  type Frame,
  headBytes,
  type NewRecord,
  readPayload,
  recordHeadBytes,
  settledState,
  writeHead,
} from "./frame.ts";

/** One record in the spool, from when it was written until its items are delivered or lost. */
export interface Stored {
  readonly file: SegmentFile;
  readonly frame: Frame;
  /** Neither to be delivered nor to be counted any more. */
  isSettled: boolean;
  /** Its items are also in memory, with whoever delivers them: not to be counted when the file goes. */
  isHeld: boolean;
}

/** A file of records. It is written by one process, and read by the one that owns it then. */
export class SegmentFile {
  path: string;
  readonly resource: Uint8Array;
  readonly waiting: Set<Stored> = new Set();
  size: number;
  isGone = false;
  private writer: number | undefined;

  private constructor(path: string, resource: Uint8Array, size: number) {
    this.path = path;
    this.resource = resource;
    this.size = size;
  }

  /** Throws when it cannot be written. */
  static create(path: string, resource: Uint8Array): SegmentFile {
    const segment = new SegmentFile(path, resource, headBytes + resource.length);
    segment.writer = createPrivate(path);
    try {
      writeAt(segment.writer, writeHead(resource), 0);
    } catch (thrown) {
      segment.remove();
      throw thrown;
    }
    return segment;
  }

  /** A file that somebody else wrote. */
  static adopted(path: string, resource: Uint8Array, size: number, frames: readonly Frame[]): SegmentFile {
    const segment = new SegmentFile(path, resource, size);
    for (const frame of frames) segment.waits(frame);
    return segment;
  }

  get isWritten(): boolean {
    return this.writer !== undefined;
  }

  /** Throws when the disk does not take it; what was there before is unharmed. */
  append({ pieces, length, signal, count }: NewRecord): Stored {
    const writer = this.writer as number;
    try {
      let at = this.size;
      for (const piece of pieces) at = writeAt(writer, piece, at);
    } catch (thrown) {
      cut(writer, this.size);
      throw thrown;
    }
    const at = this.size + recordHeadBytes;
    this.size += length;
    return this.waits({ at, length: length - recordHeadBytes, signal, count, isSettled: false });
  }

  /** `into` is as long as the frame. Throws when the file cannot be read. */
  read({ at }: Frame, into: Buffer): Segment[] {
    const file = openOwn(this.path, "read");
    try {
      return readPayload(readAt(file, at, into));
    } finally {
      closeSync(file);
    }
  }

  /** So that nobody sends it again. */
  settle(stored: Stored): void {
    if (!this.waiting.delete(stored) || this.isGone) return;
    if (this.waiting.size === 0) return this.remove();
    const position = stored.frame.at - recordHeadBytes;
    try {
      if (this.writer !== undefined) return void writeAt(this.writer, settledState, position);
      const file = openOwn(this.path, "write");
      try {
        writeAt(file, settledState, position);
      } finally {
        closeSync(file);
      }
    } catch {
      // It may be sent twice, if this process dies before the file is empty.
    }
  }

  /** Nothing is added from now on. */
  close(): void {
    if (this.writer !== undefined) closeSync(this.writer);
    this.writer = undefined;
  }

  remove(): void {
    this.close();
    this.isGone = true;
    try {
      unlinkSync(this.path);
    } catch {
      // Gone already, or a folder that became read-only: then it is sent again at the next start.
    }
  }

  private waits(frame: Frame): Stored {
    const stored: Stored = { file: this, frame, isSettled: false, isHeld: false };
    this.waiting.add(stored);
    return stored;
  }
}

function cut(file: number, size: number): void {
  try {
    ftruncateSync(file, size);
  } catch {
    // The next record is written over it, and a reader stops at what is torn.
  }
}
