import type { BatchConfig } from "../config.ts";

/**
 * Collects finished spans or log records and hands them on in batches: when a batch is full, when the oldest item has
 * waited `delayMillis`, or when asked. One batch is under way at a time, so that order is kept. The seam the engine
 * takes over: whatever replaces it needs `add`, `flush` and `drain`.
 */
export class Batch<T> {
  private waiting: T[] = [];
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private inFlight: T[] = [];
  dropped = 0;
  private readonly config: BatchConfig;
  private readonly send: (items: T[]) => Promise<void>;

  constructor(config: BatchConfig, send: (items: T[]) => Promise<void>) {
    this.config = config;
    this.send = send;
  }

  add(item: T): void {
    if (this.waiting.length >= this.config.maxQueueSize) {
      this.dropped++;
      return;
    }
    this.waiting.push(item);
    if (this.waiting.length >= this.config.maxBatchSize) void this.flush();
    else this.arm();
  }

  /** Resolves when everything added before the call has been handed on (delivered or counted as lost by `send`). */
  async flush(): Promise<void> {
    while (this.sending !== undefined) await this.sending;
    this.sending = this.sendAll();
    try {
      await this.sending;
    } finally {
      this.sending = undefined;
    }
  }

  /** Takes what has not been delivered, for the way out when nothing asynchronous can run any more. */
  drain(): T[] {
    const items = [...this.inFlight, ...this.waiting];
    this.inFlight = [];
    this.waiting = [];
    return items;
  }

  private async sendAll(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0) {
      this.inFlight = this.waiting.splice(0, this.config.maxBatchSize);
      await this.send(this.inFlight);
      this.inFlight = [];
    }
  }

  private arm(): void {
    if (this.timer !== undefined || this.sending !== undefined) return;
    // Unreferenced: waiting telemetry must not keep the application alive, `beforeExit` flushes it.
    this.timer = setTimeout(() => void this.flush(), this.config.delayMillis).unref();
  }
}
