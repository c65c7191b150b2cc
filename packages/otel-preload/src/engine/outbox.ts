import * as diag from "../diag.ts";
import { ByteWriter } from "./bytes.ts";
import type { LossReason } from "./books.ts";
import { catchUp } from "./later.ts";
import type { Segment } from "./message.ts";
import type { Scope } from "./scope.ts";

const busyBytes = 1024 * 1024;
/** A buffer with so much in it goes to the worker without waiting for the timer: few items are larger than the rest of it. */
const fullBytes = busyBytes - 16 * 1024;
const idleBytes = 64 * 1024;
const maxSpares = 4;
/** One that grew for a large item is not kept for ever. */
const maxSpareBytes = busyBytes * 2;
/** One item above this is no telemetry: the collector would refuse the request it is in. */
const maxItemBytes = 3.5 * 1024 * 1024;

export interface OutboxParts {
  readonly signal: "traces" | "logs";
  readonly delayMillis: number;
  /** Takes the buffers; what is in them is the courier's from then on. */
  readonly send: (segments: Segment[]) => void;
  /** False while as much is under way as may be. */
  readonly hasRoom: () => boolean;
  readonly lost: (reason: LossReason) => void;
}

interface Buffered {
  readonly scope: Scope;
  readonly writer: ByteWriter;
  count: number;
}

/** Finished items of one signal as bytes, one buffer for each scope, until they go to the worker: one transfer a flush. */
export class Outbox {
  /** Everything that was taken. */
  added = 0;
  private readonly parts: OutboxParts;
  private buffers = new Map<Scope, Buffered>();
  private readonly spare: Buffer[] = [];
  /** What a buffer begins with: a busy process needs not let each of them grow. */
  private firstBytes = idleBytes;
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  /** `item` is for `write`, so that one function serves them all: a closure for each item would cost more than its bytes. */
  add<T>(scope: Scope, write: (writer: ByteWriter, item: T) => void, item: T): void {
    if (!this.parts.hasRoom()) {
      this.parts.lost("queue_full");
      return;
    }
    const buffered = this.buffers.get(scope) ?? this.begin(scope);
    const { writer } = buffered;
    const before = writer.at;
    writer.itemAt = before;
    try {
      write(writer, item);
    } catch (thrown) {
      // Half an item would spoil its neighbours.
      writer.at = before;
      this.drop("encoding_failed", `could not be written: ${diag.describeError(thrown)}`);
      return;
    }
    if (writer.at - before > maxItemBytes) {
      writer.at = before;
      this.drop("item_too_large", "was larger than 3.5 MiB");
      return;
    }
    buffered.count++;
    this.added++;
    if (writer.at >= fullBytes) this.handOver();
    else this.arm();
  }

  /** Hands over everything that has ended. */
  flush(): void {
    catchUp();
    this.handOver();
  }

  private handOver(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const segments: Segment[] = [];
    this.firstBytes = idleBytes;
    for (const { scope, writer, count } of this.buffers.values()) {
      if (writer.at > busyBytes / 2) this.firstBytes = busyBytes;
      if (count > 0) segments.push({ head: scope.head, bytes: writer.written, count });
    }
    this.buffers = new Map();
    if (this.firstBytes === idleBytes) this.spare.splice(1);
    if (segments.length > 0) this.parts.send(segments);
  }

  /** A buffer that the worker is done with. */
  reuse(bytes: Buffer): void {
    if (this.spare.length < maxSpares && bytes.length <= maxSpareBytes) this.spare.push(bytes);
  }

  private begin(scope: Scope): Buffered {
    const buffered = {
      scope,
      writer: new ByteWriter(this.spare.pop() ?? Buffer.allocUnsafeSlow(this.firstBytes)),
      count: 0,
    };
    this.buffers.set(scope, buffered);
    return buffered;
  }

  private drop(reason: LossReason, why: string): void {
    this.parts.lost(reason);
    diag.warnOnce(`one item of the ${this.parts.signal} ${why}; it is left out`);
  }

  private arm(): void {
    // Unreferenced: waiting telemetry must not keep the application alive, `beforeExit` flushes it.
    this.timer ??= setTimeout(() => this.flush(), this.parts.delayMillis).unref();
  }
}
