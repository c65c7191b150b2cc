import { setTimeout as delay } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { createFaultSwitch, type FaultSwitch, repeat } from "../fault-switch.ts";
import { logger } from "./logger.ts";
import { pool, poolSize } from "./stores.ts";

/** Full enough for every threshold, and with room for what the requests need: the process must live on. */
const heapShare = 0.94;
/** Text on the heap, without pointers: the garbage collector passes over it, so that a nearly full heap stays usable. */
const blockBytes = 512 * 1024;

/** Over nine tenths of the time it computes; in the pauses requests get through, late but answered. */
const blockMillis = 620;
const pauseMillis = 65;

/** What this service can be made to suffer from; `errors` and `slow` are asked for by the routes. */
export function createFaults(): FaultSwitch {
  return createFaultSwitch({
    errors: () => {},
    slow: () => {},
    pool: usePoolUp,
    eventloop: (until) => repeat(pauseMillis, until, block),
    memory: fillHeap,
    errorlog: (until) =>
      repeat(50, until, () => logger.error(new Error("The printer is on fire"), "could not print the invoice")),
  });
}

/** Twice as many as the pool has: all connections in use, and always somebody waits. Short, so that requests still pass. */
async function usePoolUp(until: AbortSignal): Promise<void> {
  const hold = (): Promise<void> =>
    repeat(1, until, async () => {
      const client = await pool.connect().catch(() => undefined);
      await delay(400, undefined, { signal: until }).catch(() => {});
      client?.release();
    });
  await Promise.all(Array.from({ length: poolSize * 2 }, hold));
}

function block(): void {
  const end = performance.now() + blockMillis;
  while (performance.now() < end);
}

async function fillHeap(until: AbortSignal): Promise<void> {
  const held: string[] = [];
  await repeat(20, until, () => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    if (used < limit * heapShare) held.push(Buffer.alloc(blockBytes, "x").toString("latin1"));
  });
  held.length = 0;
}
