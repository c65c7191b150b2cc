import { type Books, places } from "../books.ts";
import { bytesOf, countOf, type Segment, type SignalName } from "../message.ts";
import type { Batch } from "./batch.ts";
import { Loans } from "./loans.ts";
import { KeptBuffer } from "./kept-buffer.ts";
import { take } from "./request.ts";
import type { Spool } from "./spool/spool.ts";
import type { SegmentFile, Stored } from "./spool/segment.ts";

export interface BacklogParts {
  readonly signal: SignalName;
  readonly maxItems: number;
  /** Of the items of one request, as they are here. */
  readonly maxBytes: number;
  readonly resource: Uint8Array;
  readonly spool: Spool;
  readonly books: Books;
  /** To the main thread, which writes into them again. */
  readonly giveBack: (buffers: ArrayBuffer[]) => void;
}

interface Waiting {
  segment: Segment;
  readonly since: number;
}

/** What one signal has to deliver, in the order in which it came: first what is on disk, then what is in memory. */
export class Backlog {
  private readonly parts: BacklogParts;
  private readonly loans: Loans;
  private readonly reading = new KeptBuffer();
  private memory: Waiting[] = [];
  private disk: Stored[] = [];

  constructor(parts: BacklogParts) {
    this.parts = parts;
    this.loans = new Loans(parts.giveBack);
  }

  get isEmpty(): boolean {
    this.skipSettled();
    return this.disk.length === 0 && this.memory.length === 0;
  }

  get hasDisk(): boolean {
    this.skipSettled();
    return this.disk.length > 0;
  }

  get memoryBytes(): number {
    return bytesOf(this.memory.map(({ segment }) => segment));
  }

  /** Since when the oldest waits in memory. */
  get memorySince(): number {
    return this.memory[0]?.since ?? Infinity;
  }

  add(segments: readonly Segment[]): void {
    const since = Date.now();
    for (const segment of this.loans.take(segments, this.parts.spool.isOff)) this.memory.push({ segment, since });
  }

  /** Older than everything here. */
  addStored(stored: readonly Stored[]): void {
    this.disk = [...stored, ...this.disk];
  }

  /** Throws when the disk cannot be read just now. */
  next(): Batch | undefined {
    this.skipSettled();
    return this.disk.length > 0 ? this.nextStored() : this.nextInMemory();
  }

  /** Moves what is in memory onto the disk; what the disk does not take stays. */
  spill(): void {
    const { signal, maxItems, maxBytes, spool } = this.parts;
    const waiting = this.memory.map(({ segment }) => segment);
    const { since = 0 } = this.memory[0] ?? {};
    while (waiting.length > 0) {
      const segments = take(waiting, maxItems, maxBytes);
      const stored = spool.append(signal, segments);
      if (stored === undefined) {
        waiting.unshift(...segments);
        break;
      }
      this.disk.push(stored);
      this.over(segments);
    }
    this.memory = this.loans.keep(waiting).map((segment) => ({ segment, since }));
  }

  /** The oldest in memory is given up. */
  dropOldest(): boolean {
    const oldest = this.memory.shift();
    if (oldest === undefined) return false;
    this.lose([oldest.segment], "memory_full");
    return true;
  }

  dropAll(): void {
    this.lose(
      this.memory.map(({ segment }) => segment),
      "process_ended",
    );
    this.memory = [];
  }

  /** These do not wait in memory any more. */
  released(segments: readonly Segment[]): void {
    this.parts.books.add(this.parts.signal, "released", countOf(segments));
    Atomics.sub(this.parts.books.cells, places.bytesInMemory, bytesOf(segments));
  }

  /** Neither are they anywhere else: their buffers go back. */
  over(segments: readonly Segment[]): void {
    this.released(segments);
    this.loans.over(segments);
  }

  private lose(segments: readonly Segment[], reason: "memory_full" | "process_ended"): void {
    this.parts.books.add(this.parts.signal, reason, countOf(segments));
    this.over(segments);
  }

  private nextInMemory(): Batch | undefined {
    const { maxItems, maxBytes, resource } = this.parts;
    const since = this.memorySince;
    const waiting = this.memory.map(({ segment }) => segment);
    const taken = take(waiting, maxItems, maxBytes);
    if (taken.length === 0) return undefined;
    // What is left are the last ones, the first of them perhaps without its beginning.
    const left = this.memory.slice(this.memory.length - waiting.length);
    waiting.forEach((segment, index) => ((left[index] as Waiting).segment = segment));
    this.memory = left;
    return { resource, parts: [taken], stored: [], since, refusedOnes: 0, isPartlyTaken: false };
  }

  /** Records of the same process, as many as a request may hold. */
  private nextStored(): Batch | undefined {
    const first = this.disk[0] as Stored;
    // Whoever asks for the next batch is done with the one before.
    this.reading.begin();
    const taken: Stored[] = [];
    const segments: Segment[] = [];
    let [items, bytes] = [0, 0];
    for (const stored of this.disk) {
      const { frame, file } = stored;
      const fits = items + frame.count <= this.parts.maxItems && bytes + frame.length <= this.parts.maxBytes;
      if (taken.length > 0 && (!fits || !isAlike(file, first.file))) break;
      const read = stored.isSettled ? undefined : this.parts.spool.read(stored, this.reading.room(frame.length));
      taken.push(stored);
      if (read === undefined) continue;
      stored.isHeld = true;
      segments.push(...read);
      items += frame.count;
      bytes += frame.length;
    }
    this.disk = this.disk.slice(taken.length);
    if (segments.length === 0) return this.next();
    const stored = taken.filter(({ isSettled }) => !isSettled);
    const { resource } = first.file;
    return { resource, parts: [segments], stored, since: 0, refusedOnes: 0, isPartlyTaken: false };
  }

  private skipSettled(): void {
    const first = this.disk.findIndex(({ isSettled }) => !isSettled);
    if (first !== 0) this.disk = first < 0 ? [] : this.disk.slice(first);
  }
}

function isAlike(a: SegmentFile, b: SegmentFile): boolean {
  return a === b || Buffer.compare(a.resource, b.resource) === 0;
}
