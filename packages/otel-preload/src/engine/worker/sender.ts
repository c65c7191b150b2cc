import * as diag from "../../diag.ts";
import type { Books, LossReason } from "../books.ts";
import { countOf, type Segment, type SignalName, type SignalSettings } from "../message.ts";
import { readPartialSuccess } from "./answer.ts";
import type { Outcome } from "./answer-status.ts";
import { Backlog } from "./backlog.ts";
import type { Batch } from "./batch.ts";
import type { Collector } from "./collector.ts";
import { openTransport } from "./open-transport.ts";
import { backoffMillis, jittered, jitteredAfter, Pause, slowBackoffMillis } from "./pause.ts";
import { RequestSize } from "./request-size.ts";
import { RequestEncoder } from "./request-encoder.ts";
import { take } from "./request.ts";
import type { Spool } from "./spool/spool.ts";
import type { Stored } from "./spool/segment.ts";
import type { Transport } from "./transport.ts";

/** What the collector has not taken by then goes onto the disk, so that a kill cannot take it. */
const patienceMillis = 500;
/** Items of one request: what a request costs is shared by all of them, and all fit into {@link keptBytes}. */
const usualBytes = 1920 * 1024;
/** The same of those that become JSON, which is up to eight times as long: more would only take more memory. */
const usualJsonBytes = 120 * 1024;
/** A collector that refuses so many single items and takes none of a batch refuses them all. */
const maxRefusedOnes = 8;

export interface SenderParts {
  readonly settings: SignalSettings;
  readonly resource: Uint8Array;
  readonly books: Books;
  readonly spool: Spool;
  readonly collector: Collector;
  readonly giveBack: (buffers: ArrayBuffer[]) => void;
}

type Failure = Extract<Outcome, { kind: "away" | "misconfigured" }>;

/** Delivers one signal in the order in which its items came: one request at a time, tried again until it is taken. */
export class Sender {
  readonly backlog: Backlog;
  private readonly signal: SignalName;
  private readonly parts: SenderParts;
  private readonly transport: Transport;
  private readonly size: RequestSize;
  private readonly pause = new Pause();
  private readonly encoder: RequestEncoder;
  private current: Batch | undefined;
  private isWorking = false;
  private isParked = false;
  private failures = 0;
  private spillTimer: NodeJS.Timeout | undefined;
  private waiters: (() => void)[] = [];

  constructor(signal: SignalName, parts: SenderParts) {
    this.signal = signal;
    this.parts = parts;
    const { settings, resource, books, spool, collector, giveBack } = parts;
    const { otlp, exportTimeoutMillis, maxBatchSize } = settings;
    const timeoutMillis = Math.min(otlp.timeoutMillis, exportTimeoutMillis);
    this.transport = openTransport(otlp, timeoutMillis);
    this.size = new RequestSize(timeoutMillis);
    const isJson = otlp.protocol === "http/json";
    this.encoder = new RequestEncoder(signal, isJson);
    const maxBytes = isJson ? usualJsonBytes : usualBytes;
    this.backlog = new Backlog({ signal, maxItems: maxBatchSize, maxBytes, resource, spool, books, giveBack });
    collector.onBack(() => this.pause.wake());
  }

  add(segments: readonly Segment[]): void {
    this.backlog.add(segments);
    // Behind what is on disk there is no short wait.
    if (this.isParked || this.backlog.hasDisk) this.spill();
    else this.armSpill();
    this.start();
  }

  adopt(stored: readonly Stored[]): void {
    if (stored.length === 0) return;
    this.backlog.addStored(stored);
    this.start();
  }

  /** Resolves when nothing waits, or when the collector is away: then everything is kept. */
  settle(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.isWorking && !this.isParked) this.waiters.push(resolve);
    else resolve();
    return promise;
  }

  /** Delivers until then, if somebody takes it; what is left is kept on disk, or else lost. */
  async leave(until: number): Promise<void> {
    if (!this.parts.collector.isUnreachable) {
      const timeout = new Pause();
      await Promise.race([this.settle(), timeout.wait(Math.max(0, until - Date.now()))]);
      timeout.wake();
    }
    this.spill();
    this.abandon();
  }

  private start(): void {
    if (this.isWorking) return;
    this.isWorking = true;
    void this.work();
  }

  private async work(): Promise<void> {
    for (;;) {
      const failure = await this.step();
      if (failure === "empty") break;
      if (failure !== undefined) await this.park(failure);
    }
    this.isWorking = false;
    this.changed();
  }

  /** One batch, as far as it goes. */
  private async step(): Promise<Failure | "empty" | undefined> {
    try {
      this.current ??= this.backlog.next();
    } catch (thrown) {
      const reason = `what waits on disk cannot be read: ${diag.describeError(thrown)}`;
      return { kind: "away", reason, isUnreachable: false, remedy: "It is tried again." };
    }
    const batch = this.current;
    if (batch === undefined) return "empty";
    while (batch.parts.length > 0) {
      const failure = await this.deliverPart(batch).catch((thrown: unknown) => this.giveUp(batch, thrown));
      if (failure !== undefined) return failure;
    }
    for (const stored of batch.stored) this.parts.spool.settle(stored);
    this.current = undefined;
    return undefined;
  }

  private async deliverPart(batch: Batch): Promise<Failure | undefined> {
    const outcome = await this.attempt(batch);
    const part = batch.parts[0];
    // Given up in the meantime.
    if (part === undefined) return undefined;
    switch (outcome.kind) {
      case "away":
      case "misconfigured":
        return outcome;
      case "delivered":
        this.delivered(batch, part, outcome.body);
        return undefined;
      case "refused":
        this.refuse(batch, part, outcome.reason);
        return undefined;
      default:
        this.divide(batch, part, outcome);
        return undefined;
    }
  }

  private async attempt(batch: Batch): Promise<Outcome> {
    const part = batch.parts[0] as Segment[];
    const body = this.encoder.encode(batch.resource, part);
    if (body.length > this.size.maxBytes && isDivisible(part))
      return { kind: "too-large", reason: "a request larger than they are to be" };
    return this.size.learn(body.length, () => this.transport.send(body));
  }

  /** Too large, or one item that the collector cannot read: halves are sent, down to the one that is to blame. */
  private divide(batch: Batch, part: Segment[], { kind, reason }: Extract<Outcome, { reason: string }>): void {
    if (!isDivisible(part)) {
      batch.refusedOnes++;
      return this.refuse(batch, part, reason);
    }
    if (kind === "unreadable" && batch.refusedOnes >= maxRefusedOnes && !batch.isPartlyTaken)
      return this.refuse(batch, part, reason);
    const rest = [...part];
    const first = take(rest, Math.ceil(countOf(part) / 2), Infinity);
    batch.parts.splice(0, 1, first, rest);
  }

  private delivered(batch: Batch, part: Segment[], answer: Buffer): void {
    // Before the items are counted: they, too, waited.
    this.parts.collector.delivered(this.signal);
    this.failures = 0;
    this.isParked = false;
    batch.isPartlyTaken = true;
    const count = countOf(part);
    const { rejected, message } = readPartialSuccess(answer);
    const lost = Math.min(count, rejected);
    this.parts.books.add(this.signal, "delivered", count - lost);
    if (lost > 0) {
      this.lose(lost, "rejected");
      diag.warnOnce(`the collector rejected some ${this.signal}: ${message || "no reason given"}`);
    }
    this.done(batch, part);
  }

  private refuse(batch: Batch, part: Segment[], reason: string): void {
    this.lose(countOf(part), "refused");
    diag.warnOnce(`the collector refuses some ${this.signal} for good: ${reason}; they are left out`);
    this.done(batch, part);
  }

  /** What makes us throw must not stop what comes after it. */
  private giveUp(batch: Batch, thrown: unknown): undefined {
    const part = batch.parts[0] ?? [];
    diag.warnOnce(`some ${this.signal} cannot be sent: ${diag.describeError(thrown)}; they are left out`);
    this.lose(countOf(part), "encoding_failed");
    this.done(batch, part);
  }

  private lose(count: number, reason: LossReason): void {
    this.parts.books.add(this.signal, reason, count);
  }

  private done(batch: Batch, part: Segment[]): void {
    batch.parts.shift();
    if (batch.stored.length === 0) this.backlog.over(part);
  }

  private async park(failure: Failure): Promise<void> {
    this.isParked = true;
    this.parts.collector.failed(this.signal, failure);
    this.spill();
    this.changed();
    const attempt = this.failures++;
    await this.pause.wait(pauseMillis(failure, attempt));
  }

  private armSpill(): void {
    const since = Math.min(this.current?.stored.length === 0 ? this.current.since : Infinity, this.backlog.memorySince);
    if (since === Infinity || this.spillTimer !== undefined) return;
    this.spillTimer = setTimeout(
      () => {
        this.spillTimer = undefined;
        const waits = Math.min(this.current?.since || Infinity, this.backlog.memorySince);
        if (waits <= Date.now() - patienceMillis) this.spill();
        else this.armSpill();
      },
      Math.max(0, since + patienceMillis - Date.now()),
    );
  }

  /** Onto the disk with everything that is in memory, in its order. */
  private spill(): void {
    const batch = this.current;
    if (batch !== undefined && batch.parts.length > 0 && !isOnDisk(batch)) {
      for (const stored of batch.stored) this.parts.spool.settle(stored);
      const rest = batch.parts.flat();
      const stored = this.parts.spool.append(this.signal, rest);
      if (stored === undefined) return;
      stored.isHeld = true;
      if (batch.stored.length === 0) this.backlog.released(rest);
      batch.stored = [stored];
    }
    this.backlog.spill();
  }

  /** What neither the collector nor the disk took. */
  private abandon(): void {
    const batch = this.current;
    if (batch !== undefined && batch.stored.length === 0) {
      const rest = batch.parts.flat();
      batch.parts = [];
      this.lose(countOf(rest), "process_ended");
      this.backlog.released(rest);
    }
    this.backlog.dropAll();
  }

  private changed(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}

function isDivisible(part: readonly Segment[]): boolean {
  return countOf(part) > 1;
}

/** A record may have been dropped meanwhile, because the spool was full. */
function isOnDisk({ stored }: Batch): boolean {
  return stored.length > 0 && stored.every(({ file }) => !file.isGone);
}

function pauseMillis(failure: Failure, attempt: number): number {
  if (failure.kind === "misconfigured") return jittered(slowBackoffMillis(attempt));
  return failure.afterMillis === undefined ? jittered(backoffMillis(attempt)) : jitteredAfter(failure.afterMillis);
}
