import { join } from "node:path";
import * as diag from "../../../diag.ts";
import type { Segment, SignalName, SpoolSettings } from "../../message.ts";
import { adoptOrphans } from "./adopt.ts";
import { headBytes, recordOf } from "./frame.ts";
import { listSegments, segmentName, totalBytes } from "./listing.ts";
import { OwnerLock } from "./owner.ts";
import { makePrivateFolder, spoolFolder } from "./place.ts";
import { SegmentFile, type Stored } from "./segment.ts";
import { randomHex } from "../../../random.ts";

/** A file of this size is closed: what is dropped when the spool is full, and what is sent twice at worst, is at most so much. */
const segmentBytes = 1024 * 1024;
/** After the disk refused, it is asked again so much later. */
const refusedMillis = 10_000;

export interface SpoolReports {
  /** Items came onto the disk, or left it. */
  onDisk(signal: SignalName, count: number): void;
  adopted(signal: SignalName, count: number): void;
  lost(signal: SignalName, reason: "spool_full" | "spool_damaged", count: number): void;
  bytes(count: number): void;
}

/**
 * What the collector has not taken, on disk, until it does: in files that only one process works on. Never throws: what
 * cannot be written stays with the caller.
 */
export class Spool {
  private readonly folder: string;
  private readonly maxBytes: number;
  private readonly resource: Uint8Array;
  private readonly reports: SpoolReports;
  private readonly id = `${process.pid}-${randomHex(6)}`;
  private files: SegmentFile[] = [];
  private lock: OwnerLock | undefined;
  private refusedUntil = 0;

  constructor(settings: SpoolSettings, resource: Uint8Array, reports: SpoolReports) {
    this.folder = spoolFolder(settings);
    this.maxBytes = settings.maxBytes;
    this.resource = resource;
    this.reports = reports;
  }

  get isOff(): boolean {
    return this.maxBytes <= 0 || Date.now() < this.refusedUntil;
  }

  /** Writes items; `undefined` when they cannot be written now. */
  append(signal: SignalName, segments: readonly Segment[]): Stored | undefined {
    if (this.isOff) return undefined;
    try {
      const record = recordOf(signal, segments);
      const stored = this.fileFor(record.length)?.append(record);
      if (stored !== undefined) this.reports.onDisk(signal, stored.frame.count);
      this.tell();
      return stored;
    } catch (thrown) {
      this.refusedUntil = Date.now() + refusedMillis;
      diag.warnOnce(
        `telemetry that waits cannot be written to ${this.folder}: ${diag.describeError(thrown)}; it is kept in memory. OTEL_PRELOAD_SPOOL_DIRECTORY names another directory.`,
      );
      return undefined;
    }
  }

  /** What processes of this service that are gone have left behind, oldest first: it is ours from now on. */
  adopt(): Stored[] {
    if (this.maxBytes <= 0) return [];
    try {
      const { files, damaged } = adoptOrphans(this.folder, this.id, () => this.own());
      for (const { signal, count } of damaged) {
        this.reports.adopted(signal, count);
        this.reports.lost(signal, "spool_damaged", count);
      }
      this.files = [...files, ...this.files];
      const stored = files.flatMap(({ waiting }) => [...waiting]);
      for (const { frame } of stored) {
        this.reports.adopted(frame.signal, frame.count);
        this.reports.onDisk(frame.signal, frame.count);
      }
      this.tell();
      return stored;
    } catch (thrown) {
      diag.warnOnce(`what waits in ${this.folder} cannot be read: ${diag.describeError(thrown)}; it stays there`);
      return [];
    }
  }

  /** The items of a record; `undefined` when they are lost. Throws when they cannot be read just now. */
  read(stored: Stored, into: Buffer): Segment[] | undefined {
    try {
      return stored.file.read(stored.frame, into);
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code;
      if (code === "EMFILE" || code === "ENFILE" || code === "EACCES" || code === "EIO") throw thrown;
      this.lose(stored, "spool_damaged");
      return undefined;
    }
  }

  /** Delivered, or counted as lost. */
  settle(stored: Stored): void {
    if (stored.isSettled) return;
    stored.isSettled = true;
    if (!stored.file.isGone) this.reports.onDisk(stored.frame.signal, -stored.frame.count);
    stored.file.settle(stored);
    this.forget();
  }

  /** Others may read the folder and see that we live. */
  touch(): void {
    this.lock?.touch();
  }

  /** What is left belongs to whoever comes next. */
  release(): void {
    for (const file of this.files) file.close();
    this.lock?.release();
    this.lock = undefined;
  }

  private own(): void {
    if (this.lock !== undefined) return;
    makePrivateFolder(this.folder);
    this.lock = new OwnerLock(this.folder, this.id);
  }

  /** The file that has room for a record; `undefined` when there is none and none can be made. */
  private fileFor(recordBytes: number): SegmentFile | undefined {
    this.own();
    const last = this.files.at(-1);
    const full = Math.min(segmentBytes, this.maxBytes / 8);
    if (last?.isWritten === true && last.size + recordBytes <= full) return last;
    last?.close();
    const needed = Math.max(full, recordBytes + headBytes + this.resource.length);
    if (needed > this.maxBytes || !this.makeRoom(needed)) return undefined;
    const file = SegmentFile.create(join(this.folder, segmentName(this.id)), this.resource);
    this.files.push(file);
    return file;
  }

  /** False when others, who live, have filled it. */
  private makeRoom(needed: number): boolean {
    while (totalBytes(listSegments(this.folder)) + needed > this.maxBytes) {
      const oldest = this.files.shift();
      if (oldest === undefined) return false;
      for (const stored of oldest.waiting) {
        this.reports.onDisk(stored.frame.signal, -stored.frame.count);
        // Whoever holds it in memory still delivers it.
        if (!stored.isHeld) {
          stored.isSettled = true;
          this.reports.lost(stored.frame.signal, "spool_full", stored.frame.count);
        }
      }
      oldest.remove();
    }
    return true;
  }

  private lose(stored: Stored, reason: "spool_damaged"): void {
    this.reports.lost(stored.frame.signal, reason, stored.frame.count);
    this.settle(stored);
  }

  private forget(): void {
    this.files = this.files.filter(({ isGone }) => !isGone);
    this.tell();
  }

  private tell(): void {
    this.reports.bytes(this.files.reduce((sum, { size }) => sum + size, 0));
  }
}
