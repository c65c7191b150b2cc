import { Connection, type Target } from "./connection.ts";

export interface Rate {
  readonly perSecond: number;
  /** Not in the result. */
  readonly warmupSeconds: number;
  readonly seconds: number;
  /** More than are ever busy at once while the server keeps up. */
  readonly connections: number;
}

export interface OpenLoopResult {
  /** Sorted; each from the instant at which its request was due. */
  readonly latenciesMillis: Float64Array;
  readonly requests: number;
  readonly failed: number;
}

/**
 * Requests that are due at fixed times, however slow the server is: one that is due while all connections are busy waits,
 * and its wait counts. A generator that waits for answers before it asks again would leave out what a stall delays
 * ("coordinated omission": Gil Tene, How NOT to Measure Latency). Resolves when every answer is there.
 */
export async function openLoop(target: Target, rate: Rate): Promise<OpenLoopResult> {
  const run = new Run(rate);
  try {
    await run.connect(target);
    await run.untilAnswered();
  } finally {
    run.close();
  }
  return { latenciesMillis: run.latenciesMillis.toSorted(), requests: run.total, failed: run.failed };
}

class Run {
  readonly total: number;
  readonly latenciesMillis: Float64Array;
  failed = 0;
  private readonly skipped: number;
  private readonly connections: number;
  private readonly intervalMillis: number;
  private readonly all: Connection[] = [];
  private readonly free: Connection[] = [];
  private broken: Error | undefined;
  private sent = 0;
  private answered = 0;

  constructor({ perSecond, warmupSeconds, seconds, connections }: Rate) {
    this.total = Math.round(perSecond * (warmupSeconds + seconds));
    this.skipped = Math.round(perSecond * warmupSeconds);
    this.intervalMillis = 1000 / perSecond;
    this.latenciesMillis = new Float64Array(this.total - this.skipped);
    this.connections = connections;
  }

  async connect(target: Target): Promise<void> {
    for (let i = 0; i < this.connections; i++)
      this.all.push(await Connection.open(target, (error) => (this.broken ??= error)));
    this.free.push(...this.all);
  }

  close(): void {
    for (const connection of this.all) connection.close();
  }

  /** Never sleeps: a timer is as coarse as the latencies that are measured. */
  untilAnswered(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const start = performance.now();
    const turn = () => {
      if (this.broken !== undefined) return reject(this.broken);
      if (this.answered === this.total) return resolve();
      this.sendWhatIsDue(start);
      setImmediate(turn);
    };
    turn();
    return promise;
  }

  private sendWhatIsDue(start: number): void {
    const due = Math.min(this.total, Math.floor((performance.now() - start) / this.intervalMillis) + 1);
    while (this.sent < due) {
      // In turn: one that is left idle is closed by its server after a few seconds.
      const connection = this.free.shift();
      if (connection === undefined) return;
      this.send(connection, this.sent++, start);
    }
  }

  private send(connection: Connection, index: number, start: number): void {
    const dueAt = start + index * this.intervalMillis;
    connection.onAnswer = (ok) => {
      if (!ok) this.failed++;
      if (index >= this.skipped) this.latenciesMillis[index - this.skipped] = performance.now() - dueAt;
      this.answered++;
      this.free.push(connection);
    };
    connection.send();
  }
}
