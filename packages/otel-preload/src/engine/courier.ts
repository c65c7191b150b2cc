import { isMainThread, Worker } from "node:worker_threads";
import type { BatchConfig } from "../config.ts";
import * as diag from "../diag.ts";
import { Books, cellOf, type LossReason, places } from "./books.ts";
import { writeToConsole } from "./console.ts";
import {
  bytesOf,
  countOf,
  type Answer,
  type EngineSignal,
  type FromWorker,
  type Post,
  type Segment,
  type SignalName,
  type ToWorker,
  type WorkerSettings,
} from "./message.ts";
import { Outbox } from "./outbox.ts";

/** More than this waits nowhere in memory: beyond it items are dropped and counted. */
const maxBytes = 48 * 1024 * 1024;

/** How long this thread may stand still for the disk, in each second; and for how much room at once. */
const maxWaitMillis = 200;
const waitEveryMillis = 1000;
const roomBytes = 8 * 1024 * 1024;

const maxFlushMillis = 30_000;
/**
 * How long the worker may need to start, or to come to its messages. Longer in a thread of the application: the process
 * lives on, and many threads that end at once on a busy machine all start their workers at once.
 */
const startMillis = isMainThread ? 3000 : 20_000;

/** What lives in the worker is small or lives long: more only lets it grow before it cleans up. */
const workerYoungMebibytes = 3;

/**
 * The main thread's side of the worker that delivers. The worker starts with the first flush: a program that ends
 * before needs none until its end.
 */
export class Courier {
  private readonly settings: WorkerSettings;
  readonly books: Books = new Books();
  private readonly outboxes = new Map<EngineSignal, Outbox>();
  private readonly waiting = new Map<number, () => void>();
  private readonly unanswered = new Map<number, (answer: Answer) => void>();
  private readonly held: [message: ToWorker, transfer: ArrayBuffer[]][] = [];
  private worker: Worker | undefined;
  private failed = false;
  private lastId = 0;
  private lastTurn = 0;
  private sentMetrics = 0;
  private isLeaving = false;
  private hasUnsaidLoss = false;
  private waitingSince = Number.NEGATIVE_INFINITY;
  private waitedMillis = 0;

  constructor(settings: Omit<WorkerSettings, "books" | "otelPreloadHelper">) {
    this.settings = { ...settings, books: this.books.cells.buffer, otelPreloadHelper: true };
  }

  /** The outbox of one signal; `toConsole` prints instead of sending. */
  open(signal: EngineSignal, { delayMillis, maxQueueSize }: BatchConfig, toConsole: boolean): Outbox {
    const { cells } = this.books;
    const released = cellOf(signal, "released");
    const outbox: Outbox = new Outbox({
      signal,
      delayMillis,
      send: toConsole ? (segments) => this.print(signal, segments) : (segments) => this.send(signal, segments),
      // The cell goes round after 2^31, and so does the difference.
      hasRoom: () =>
        ((outbox.added - Atomics.load(cells, released)) | 0) < maxQueueSize &&
        (Atomics.load(cells, places.bytesInMemory) < maxBytes || this.waitForRoom()),
      lost: (reason) => this.lost(signal, reason),
    });
    this.outboxes.set(signal, outbox);
    return outbox;
  }

  /**
   * In a burst this thread is faster than the disk: it stands still while what does not fit into memory is written there,
   * but for a small part of its time only. False when there is no room after that.
   */
  private waitForRoom(): boolean {
    if (this.settings.spool.maxBytes === 0 || this.worker === undefined) return false;
    const { cells } = this.books;
    const began = performance.now();
    if (began - this.waitingSince > waitEveryMillis) {
      this.waitingSince = began;
      this.waitedMillis = 0;
    }
    const until = began + maxWaitMillis - this.waitedMillis;
    let now = began;
    while (Atomics.load(cells, places.bytesInMemory) >= maxBytes - roomBytes && now < until) {
      Atomics.wait(cells, places.left, Atomics.load(cells, places.left), 1);
      now = performance.now();
    }
    this.waitedMillis += now - began;
    return Atomics.load(cells, places.bytesInMemory) < maxBytes;
  }

  private lost(signal: EngineSignal, reason: LossReason): void {
    this.books.add(signal, reason, 1);
    this.hasUnsaidLoss = true;
  }

  /** The metrics of one collection; their memory goes with them. */
  sendMetrics(metrics: Segment[]): void {
    if (metrics.length === 0) return;
    this.send("metrics", metrics);
    this.sentMetrics += countOf(metrics);
  }

  /** Sends one request that is no telemetry of OpenTelemetry's. Never rejects; the process may end before the answer. */
  request(post: Post): Promise<Answer> {
    const id = ++this.lastId;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.unanswered.set(id, resolve);
    this.post({ kind: "post", id, post });
    return promise;
  }

  /** Resolves when all that was added before is delivered or counted as lost, or kept because the collector is away; never rejects. */
  async flush(): Promise<void> {
    for (const outbox of this.outboxes.values()) outbox.flush();
    if (this.worker === undefined) return;
    const id = ++this.lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.waiting.set(id, resolve);
    this.post({ kind: "flush", id });
    await promise;
  }

  /** `flush`, for those who wait for it: keeps the event loop turning until it is done. */
  async forceFlush(): Promise<void> {
    // A process that leaves has a deadline of its own.
    if (this.isLeaving) return this.flush();
    const timer = setTimeout(() => {}, maxFlushMillis);
    await this.flush();
    clearTimeout(timer);
  }

  /**
   * The event loop must not turn for us now, for the process is about to end with `leave`: nobody waits, and what would
   * start the worker is kept, for a new thread makes the loop turn once more. Over when the loop turns after all.
   */
  aboutToLeave(): void {
    this.isLeaving = true;
    setImmediate(() => this.stay()).unref();
  }

  private stay(): void {
    this.isLeaving = false;
    for (const [message, transfer] of this.held.splice(0)) this.post(message, transfer);
  }

  /**
   * Delivers what is left while nothing else runs, or keeps it on disk: this thread waits for the worker, at most
   * `withinMillis` from when it runs. May be called again.
   */
  leave(withinMillis: number): void {
    this.stay();
    for (const outbox of this.outboxes.values()) outbox.flush();
    const isSettled =
      this.isReleased("metrics", this.sentMetrics) &&
      [...this.outboxes].every(([signal, { added }]) => this.isReleased(signal, added));
    if (this.failed || (isSettled && !this.hasUnsaidLoss && this.unanswered.size === 0)) return;
    this.hasUnsaidLoss = false;
    const turn = ++this.lastTurn;
    this.post({ kind: "leave", turn, withinMillis });
    // A machine that is slow to start a thread is no collector that is slow to answer.
    if (this.waitFor(turn * 2 - 1, startMillis)) this.waitFor(turn * 2, withinMillis);
  }

  /** False if the worker has not come so far in time; see `places.left`. */
  private waitFor(stage: number, withinMillis: number): boolean {
    const { cells } = this.books;
    const deadline = performance.now() + withinMillis;
    for (;;) {
      const now = Atomics.load(cells, places.left);
      if (now >= stage) return true;
      if (Atomics.wait(cells, places.left, now, deadline - performance.now()) === "timed-out") return false;
    }
  }

  private isReleased(signal: SignalName, added: number): boolean {
    return ((added - this.books.read(signal, "released")) | 0) === 0;
  }

  private send(signal: SignalName, segments: Segment[]): void {
    const buffers = segments.map(({ bytes }) => bytes.buffer as ArrayBuffer);
    Atomics.add(this.books.cells, places.bytesInMemory, bytesOf(segments));
    this.post({ kind: "items", signal, segments }, buffers);
  }

  private print(signal: EngineSignal, segments: readonly Segment[]): void {
    writeToConsole(signal, this.settings.resource, segments);
    for (const { count } of segments) {
      this.books.add(signal, "delivered", count);
      this.books.add(signal, "released", count);
    }
  }

  private post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    if (this.isLeaving && this.worker === undefined) {
      this.held.push([message, transfer]);
      return;
    }
    this.worker ??= this.start();
    if (this.worker === undefined) {
      if (message.kind === "items") this.lose(message, "worker_failed");
      this.giveUp();
      return;
    }
    this.worker.postMessage(message, transfer);
  }

  private start(): Worker | undefined {
    if (this.failed) return undefined;
    try {
      // Neither flags nor environment: the worker must not run the preload again.
      const worker = new Worker(new URL("./worker/main.cjs", import.meta.url), {
        execArgv: [],
        resourceLimits: { maxYoungGenerationSizeMb: workerYoungMebibytes },
        env: {},
        workerData: this.settings,
        name: "otel-preload",
        stdout: true,
        stderr: true,
      });
      worker.on("message", (message: FromWorker) => this.receive(message));
      worker.on("error", (error) => this.fail(error));
      // Last: a listener for messages takes the thread back into account.
      worker.unref();
      return worker;
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  private receive(message: FromWorker): void {
    if (message.kind === "flushed") {
      this.waiting.get(message.id)?.();
      this.waiting.delete(message.id);
      return;
    }
    if (message.kind === "answered") {
      this.unanswered.get(message.id)?.(message.answer);
      this.unanswered.delete(message.id);
      return;
    }
    Atomics.sub(this.books.cells, places.buffersBack, message.buffers.length);
    const outbox = message.signal === "metrics" ? undefined : this.outboxes.get(message.signal);
    for (const buffer of message.buffers) outbox?.reuse(Buffer.from(buffer));
  }

  private fail(thrown: unknown): void {
    this.failed = true;
    this.worker = undefined;
    for (const [signal, { added }] of this.outboxes) {
      const gone = (added - this.books.read(signal, "released")) | 0;
      this.books.add(signal, "worker_failed", gone);
      this.books.add(signal, "released", gone);
    }
    diag.error(
      `the thread that delivers telemetry has stopped: ${diag.describeError(thrown)}; nothing is sent any more`,
    );
    this.giveUp();
  }

  private giveUp(): void {
    for (const resolve of this.waiting.values()) resolve();
    this.waiting.clear();
    for (const resolve of this.unanswered.values()) resolve({ error: "nothing is sent any more" });
    this.unanswered.clear();
  }

  private lose({ signal, segments }: Extract<ToWorker, { kind: "items" }>, reason: LossReason): void {
    for (const { bytes, count } of segments) {
      this.books.add(signal, reason, count);
      this.books.add(signal, "released", count);
      Atomics.sub(this.books.cells, places.bytesInMemory, bytes.length);
    }
  }
}
