import * as diag from "../../diag.ts";
import { EndpointHealth } from "../../exporter/health.ts";
import { toJson } from "../json.ts";
import type { Segment, SignalName, SignalSettings } from "../message.ts";
import { readPartialSuccess } from "./answer.ts";
import { backoffMillis, pause } from "./pause.ts";
import { take, writeRequest } from "./request.ts";
import { OtlpTransport, type SendResult } from "./transport.ts";

/** Collectors refuse larger ones by default. */
const maxRequestBytes = 4 * 1024 * 1024 - 64 * 1024;

/** What the sender tells of its items. */
export interface SenderReports {
  readonly resource: Uint8Array;
  delivered(count: number): void;
  lost(count: number): void;
  /** So many bytes are settled; `buffers` hold nothing any more. */
  done(buffers: ArrayBuffer[], bytes: number): void;
}

/** Delivers one signal in the order in which its items came: one request at a time, tried again until it is too late. */
export class Sender {
  private readonly signal: SignalName;
  private readonly settings: SignalSettings;
  private readonly reports: SenderReports;
  private readonly transport: OtlpTransport;
  private readonly health: EndpointHealth;
  private readonly lastAttempts = new AbortController();
  private readonly waiting: Segment[] = [];
  private working: Promise<void> | undefined;

  constructor(signal: SignalName, settings: SignalSettings, reports: SenderReports) {
    this.signal = signal;
    this.settings = settings;
    this.reports = reports;
    this.transport = new OtlpTransport(settings.otlp);
    this.health = new EndpointHealth(signal, settings.otlp.url);
  }

  add(segments: readonly Segment[]): void {
    this.waiting.push(...segments);
    this.working ??= this.work();
  }

  stopRetrying(): void {
    this.lastAttempts.abort();
  }

  /** Resolves when nothing waits. */
  async settle(): Promise<void> {
    await this.working;
  }

  private async work(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.next();
      await this.deliver(batch);
      this.giveBack(batch);
    }
    this.working = undefined;
  }

  /** Metrics come as whole requests: nothing to put together or to part. */
  private next(): Segment[] {
    if (this.signal === "metrics") return this.waiting.splice(0, 1);
    return take(this.waiting, this.settings.maxBatchSize, maxRequestBytes);
  }

  private encode(batch: readonly Segment[]): Uint8Array {
    if (this.signal === "metrics") return (batch[0] as Segment).bytes;
    const request = writeRequest(this.reports.resource, batch);
    return this.settings.otlp.protocol === "http/json" ? Buffer.from(toJson(this.signal, request)) : request;
  }

  /** A buffer may lie in several batches; it is free when none of it waits. */
  private giveBack(batch: readonly Segment[]): void {
    const inUse = new Set(this.waiting.map(({ bytes }) => bytes.buffer));
    const free = new Set(batch.map(({ bytes }) => bytes.buffer as ArrayBuffer).filter((buffer) => !inUse.has(buffer)));
    this.reports.done(
      [...free],
      batch.reduce((sum, { bytes }) => sum + bytes.length, 0),
    );
  }

  private async deliver(batch: readonly Segment[]): Promise<void> {
    const count = countOf(batch);
    const body = this.encode(batch);
    const deadline = Date.now() + this.settings.exportTimeoutMillis;
    for (let attempt = 0; ; attempt++) {
      const result = await this.transport.send(body);
      if (result.kind === "delivered") return this.delivered(count, result.body);
      if (await this.isSmaller(result, batch)) return;
      const pauseMillis = result.kind === "retry" ? (result.afterMillis ?? backoffMillis(attempt)) : Infinity;
      const over = Date.now() + pauseMillis > deadline || this.lastAttempts.signal.aborted;
      this.health.failed(result.reason, over ? count : 0, remedy(result));
      if (over) return this.reports.lost(count);
      await pause(pauseMillis, this.lastAttempts.signal);
    }
  }

  /** Too large, or one item that the collector cannot read: halves are sent, down to the one that is to blame. */
  private async isSmaller(result: SendResult, batch: readonly Segment[]): Promise<boolean> {
    if (result.kind !== "refused" || (result.status !== 413 && result.status !== 400)) return false;
    if (this.signal === "metrics" || countOf(batch) < 2) return false;
    const [first, second] = halves(batch);
    await this.deliver(first);
    await this.deliver(second);
    return true;
  }

  private delivered(count: number, answer: Buffer): void {
    this.health.delivered();
    const { rejected, message } = readPartialSuccess(answer);
    const lost = Math.min(count, rejected);
    this.reports.delivered(count - lost);
    if (lost === 0) return;
    this.reports.lost(lost);
    diag.warnOnce(`the collector rejected some ${this.signal}: ${message || "no reason given"}`);
  }
}

function countOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { count }) => sum + count, 0);
}

function halves(batch: readonly Segment[]): [Segment[], Segment[]] {
  const rest = [...batch];
  const first = take(rest, Math.ceil(countOf(batch) / 2), Infinity);
  return [first, rest];
}

function remedy(result: SendResult): string {
  return result.kind === "refused"
    ? "Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS."
    : "Is the collector running? OTEL_EXPORTER_OTLP_ENDPOINT names its address.";
}
