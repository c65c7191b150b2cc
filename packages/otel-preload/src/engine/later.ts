import { warnOfFailure } from "../instrumentation/lib/wrap.ts";

/** So many are done at once; more would only be a longer pause for the application. */
const usualBatch = 256;
/** What is less than that waits no longer. */
const waitMillis = 50;

const queues: Later<never>[] = [];
let timer: NodeJS.Timeout | undefined;

/** Does what waits, of all kinds: before anybody looks at what it leads to, and before the process ends. */
export function catchUp(): void {
  for (const queue of queues) queue.catchUp();
}

/**
 * Work on things that are over, which nobody waits for: done a batch at a time. Between two lines of the application its
 * code and its data would have to be fetched into the processor's caches each time; many times in a row they are there
 * (docs/decisions/0018). What waits must neither change any more nor hold much memory.
 */
export class Later<T> {
  private readonly what: string;
  private readonly work: (item: T) => void;
  private readonly batch: number;
  private items: T[] = [];
  private isWorking = false;

  /** `what` is for the line that tells of a failure. */
  constructor(what: string, work: (item: T) => void, batch: number = usualBatch) {
    this.what = what;
    this.work = work;
    this.batch = batch;
    queues.push(this as unknown as Later<never>);
  }

  push(item: T): void {
    const count = this.items.push(item);
    if (count === 1) arm();
    // Work that brings more work must come to an end.
    if (count >= this.batch && !this.isWorking) this.catchUp();
  }

  /** What waits now, in its order. */
  catchUp(): void {
    const { items } = this;
    if (items.length === 0) return;
    this.items = [];
    const outer = this.isWorking;
    this.isWorking = true;
    for (const item of items) this.do(item);
    this.isWorking = outer;
  }

  private do(item: T): void {
    try {
      this.work(item);
    } catch (thrown) {
      warnOfFailure(this.what, thrown);
    }
  }
}

function arm(): void {
  // Unreferenced: waiting telemetry must not keep the application alive, `beforeExit` asks for it.
  timer ??= setTimeout(() => {
    timer = undefined;
    catchUp();
  }, waitMillis).unref();
}
