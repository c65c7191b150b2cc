import { type SignalName, signalNames } from "./message.ts";

/** Why an item was lost: the `error.type` of the self-metrics, and of the line that names it. */
export const lossReasons = [
  "queue_full",
  "item_too_large",
  "encoding_failed",
  "rejected",
  "refused",
  "memory_full",
  "spool_full",
  "spool_damaged",
  "process_ended",
  "worker_failed",
] as const;
export type LossReason = (typeof lossReasons)[number];
const reasons: ReadonlySet<string> = new Set(lossReasons);

/** Those that happen on the main thread, before an item waits. */
export const earlyReasons: readonly LossReason[] = ["queue_full", "item_too_large", "encoding_failed"];

/**
 * Counts of items of one signal. `received` came to the worker, and those `released` wait in memory no more; `adopted` are
 * what other processes have left. received + adopted = delivered + lost (but for the early reasons) + in memory + onDisk.
 */
const itemCounts = ["received", "released", "delivered", "adopted", "onDisk"] as const;
export type Count = (typeof itemCounts)[number] | LossReason;
const counts: readonly Count[] = [...itemCounts, ...lossReasons];

/**
 * Places that are no counts of items. `left`: twice the number of times that the worker has left, one less while it does.
 * `buffersBack`: those that the worker is done with, and that the main thread has not taken back yet.
 */
export const places = { left: 0, bytesInMemory: 1, spoolBytes: 2, buffersBack: 3 } as const;
const firstCount = 4;
const size = firstCount + signalNames.length * counts.length;

/** The books that both threads keep, in shared memory. A count goes round after 2^31: readers take differences. */
export class Books {
  readonly cells: Int32Array<SharedArrayBuffer>;
  /** Called when this thread has counted a loss. */
  onLoss: () => void = () => {};

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT)) {
    this.cells = new Int32Array(memory);
  }

  add(signal: SignalName, what: Count, count: number): void {
    Atomics.add(this.cells, cellOf(signal, what), count);
    if (reasons.has(what)) this.onLoss();
  }

  read(signal: SignalName, what: Count): number {
    return Atomics.load(this.cells, cellOf(signal, what));
  }
}

export function cellOf(signal: SignalName, what: Count): number {
  return firstCount + signalNames.indexOf(signal) * counts.length + counts.indexOf(what);
}
