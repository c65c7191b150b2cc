import * as diag from "../../diag.ts";
import { type Books, type LossReason, lossReasons } from "../books.ts";
import { type SignalName, signalNames } from "../message.ts";

const quietMillis = 60_000;

const nouns: Readonly<Record<SignalName, string>> = { traces: "spans", logs: "log records", metrics: "metrics" };
const causes: Readonly<Record<LossReason, string>> = {
  queue_full: "more waited in memory than OTEL_BSP_MAX_QUEUE_SIZE or OTEL_BLRP_MAX_QUEUE_SIZE allow",
  item_too_large: "each was larger than 3.5 MiB",
  encoding_failed: "they could not be written",
  rejected: "the collector took the request without them",
  refused: "the collector refused them for good",
  memory_full: "the collector was away, and neither the disk nor the memory had room",
  spool_full: "the collector was away for so long that OTEL_PRELOAD_SPOOL_MIB did not suffice; the oldest went",
  spool_damaged: "their file on disk was cut off or changed",
  process_ended: "the process ended before the collector or the disk had taken them",
  worker_failed: "the thread that delivers had stopped",
};

/** Names every loss, wherever it was counted: one line a minute for each reason. */
export class LossLines {
  private readonly books: Books;
  private readonly said = new Map<string, { count: number; at: number }>();

  constructor(books: Books) {
    this.books = books;
  }

  /** `isLast`: nobody will ask again. */
  say(isLast: boolean): void {
    const now = performance.now();
    for (const signal of signalNames) {
      for (const reason of lossReasons) this.sayOne(signal, reason, isLast ? Infinity : now - quietMillis);
    }
  }

  private sayOne(signal: SignalName, reason: LossReason, before: number): void {
    const key = `${signal} ${reason}`;
    const { count, at } = this.said.get(key) ?? { count: 0, at: -Infinity };
    const total = this.books.read(signal, reason);
    // The cells go round.
    const fresh = (total - count) | 0;
    if (fresh === 0 || at > before) return;
    this.said.set(key, { count: total, at: performance.now() });
    diag.warn(`${fresh} ${nouns[signal]} were lost: ${causes[reason]} (${reason})`);
  }
}
