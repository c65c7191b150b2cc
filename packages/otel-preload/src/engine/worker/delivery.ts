import { earlyReasons, type Books, lossReasons, places } from "../books.ts";
import { countOf, type Segment, type SignalName, type SignalSettings, type WorkerSettings } from "../message.ts";
import type { Backlog } from "./backlog.ts";
import { Collector } from "./collector.ts";
import { LossLines } from "./loss-lines.ts";
import { Sender } from "./sender.ts";
import type { Stored } from "./spool/segment.ts";
import { Spool } from "./spool/spool.ts";

/** What may wait in memory; more goes onto the disk, or is dropped where the disk takes nothing. */
const maxMemoryBytes = 24 * 1024 * 1024;
const linesDelayMillis = 50;
/** How often to look for what the main thread has lost. */
const linesMillis = 2000;
/** How often to look whether another process of this service has died and left something. */
const adoptMillis = 30_000;

/** Buffers go back to the main thread. */
export type GiveBack = (signal: SignalName, buffers: ArrayBuffer[]) => void;

/** All signals of a process, on their way to their collectors or to the disk. */
export class Delivery {
  private readonly books: Books;
  private readonly spool: Spool;
  private readonly lines: LossLines;
  private readonly senders: ReadonlyMap<SignalName, Sender>;

  constructor({ signals, resource, spool }: WorkerSettings, books: Books, giveBack: GiveBack) {
    this.books = books;
    this.lines = new LossLines(books);
    // Together, what one answer or one file has cost.
    books.onLoss = () => void setTimeout(() => this.lines.say(false), linesDelayMillis).unref();
    this.spool = new Spool(spool, resource, {
      onDisk: (signal, count) => books.add(signal, "onDisk", count),
      adopted: (signal, count) => books.add(signal, "adopted", count),
      lost: (signal, reason, count) => books.add(signal, reason, count),
      bytes: (count) => void Atomics.store(books.cells, places.spoolBytes, count),
    });
    const used = Object.entries(signals) as [SignalName, SignalSettings][];
    this.senders = new Map(
      [...Map.groupBy(used, ([, { otlp }]) => new URL(otlp.url).origin)].flatMap(([origin, of]) => {
        const names = of.map(([signal]) => signal);
        const collector = new Collector(origin, names, (signal) => this.tally(signal));
        return of.map(([signal, settings]) => {
          const back = (buffers: ArrayBuffer[]): void => giveBack(signal, buffers);
          const parts = { settings, resource, books, spool: this.spool, collector, giveBack: back };
          return [signal, new Sender(signal, parts)] as const;
        });
      }),
    );
  }

  /** Oldest first: what earlier processes of this service have left goes before anything else. */
  start(): void {
    this.adopt();
    setInterval(() => this.lines.say(false), linesMillis).unref();
    setInterval(() => {
      this.spool.touch();
      this.adopt();
    }, adoptMillis).unref();
  }

  add(signal: SignalName, segments: readonly Segment[]): void {
    this.books.add(signal, "received", countOf(segments));
    this.senders.get(signal)?.add(segments);
    while (this.isFull() && (this.spillLargest() || this.dropOldest()));
  }

  async settle(): Promise<void> {
    await Promise.all([...this.senders.values()].map((sender) => sender.settle()));
  }

  async leave(until: number): Promise<void> {
    await Promise.all([...this.senders.values()].map((sender) => sender.leave(until)));
    this.spool.release();
    this.lines.say(true);
  }

  private adopt(): void {
    const bySignal = Map.groupBy(this.spool.adopt(), ({ frame }) => frame.signal);
    for (const [signal, stored] of bySignal) this.senders.get(signal)?.adopt(stored satisfies Stored[]);
  }

  /** What comes from the main thread counts, too: a burst is ahead of us. */
  private isFull(): boolean {
    return Atomics.load(this.books.cells, places.bytesInMemory) > maxMemoryBytes;
  }

  /** False when there is nothing to write, or the disk takes nothing. */
  private spillLargest(): boolean {
    const backlog = this.largest();
    const before = backlog?.memoryBytes ?? 0;
    backlog?.spill();
    return before > 0 && backlog?.memoryBytes !== before;
  }

  private dropOldest(): boolean {
    return this.largest()?.dropOldest() === true;
  }

  private largest(): Backlog | undefined {
    return [...this.senders.values()]
      .map(({ backlog }) => backlog)
      .toSorted((a, b) => b.memoryBytes - a.memoryBytes)
      .at(0);
  }

  private tally(signal: SignalName): { lost: number; waiting: number } {
    const read = (what: Parameters<Books["read"]>[1]): number => this.books.read(signal, what);
    const late = lossReasons.filter((reason) => !earlyReasons.includes(reason)).map(read);
    const lost = late.reduce((sum, count) => sum + count, 0);
    return { lost, waiting: (read("received") + read("adopted") - read("delivered") - lost) | 0 };
  }
}
