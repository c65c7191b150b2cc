import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { refreshQueueDepth, setQueueDepth } from "../lib/queue-depth.ts";
import { type AnyFunction, guarded } from "../lib/wrap.ts";
import { internal } from "./internal.ts";
import { attributesOf, type BullMq, serverOf } from "./owner.ts";

/** A queue of BullMQ 5, or 6 on Redis. Workers know no counts. */
interface Queue extends BullMq {
  readonly closing?: unknown;
  readonly connection?: RedisConnection;
  readonly backend?: { readonly connection?: RedisConnection };
  getJobCounts?(...types: string[]): Promise<Record<string, number>>;
  getRanges?(types: string[], start: number, end: number, ascending: boolean): Promise<string[]>;
  toKey?(id: string): string;
}

interface RedisConnection {
  readonly status?: string;
  readonly _client?: RedisClient;
}

interface RedisClient {
  readonly status?: string;
  hmget?(key: string, ...fields: string[]): Promise<(string | null)[]>;
}

const queues = new Map<string, WeakRef<Queue>>();

/** Called when a queue is made: from then on its depth is asked for once per export of metrics, for as long as it is open. */
export function watchDepth(original: AnyFunction): AnyFunction {
  return function waitUntilReady(this: Queue, ...args: unknown[]) {
    guarded("BullMQ queue depth", () => watch(this));
    return original.apply(this, args) as unknown;
  };
}

function watch(queue: Queue): void {
  if (queue.getJobCounts === undefined || queue.name === undefined) return;
  // Many objects may stand for one queue; one is enough to ask.
  const key = `${queue.name} ${JSON.stringify(serverOf(queue))}`;
  const known = queues.get(key)?.deref();
  if (known === queue || (known !== undefined && known.closing === undefined)) return;
  const isNew = !queues.has(key);
  queues.set(key, new WeakRef(queue));
  if (isNew) refreshQueueDepth(() => guarded("BullMQ queue depth", () => ask(key)) ?? false);
}

/** Asks on the application's connection, if it is there: a command must not wait for one in the application's memory. */
function ask(key: string): boolean {
  const queue = queues.get(key)?.deref();
  if (queue === undefined || queue.closing !== undefined) {
    queues.delete(key);
    return false;
  }
  const connection = queue.connection ?? queue.backend?.connection;
  const client = connection?._client;
  if (connection?.status !== "ready" || client?.status !== "ready") return true;
  // The connection may go away meanwhile: the next export asks again.
  context.with(internal(ROOT_CONTEXT), () => look(queue, client)).catch(() => {});
  return true;
}

async function look(queue: Queue, client: RedisClient): Promise<void> {
  const counts = (await queue.getJobCounts?.("waiting", "paused", "prioritized")) ?? {};
  const messages = Object.values(counts).reduce((sum, count) => sum + count, 0);
  setQueueDepth(attributesOf(queue), messages, messages === 0 ? 0 : await oldestAgeSeconds(queue, client));
}

/** Two fields of one job, as its data may be large. Those with a priority are in another order: they have no first. */
async function oldestAgeSeconds(queue: Queue, client: RedisClient): Promise<number | undefined> {
  const [id] = (await queue.getRanges?.(["waiting", "paused"], 0, 0, true)) ?? [];
  const key = id === undefined ? undefined : queue.toKey?.(id);
  if (key === undefined) return undefined;
  const [timestamp, delay] = (await client.hmget?.(key, "timestamp", "delay")) ?? [];
  const sinceMillis = Number(timestamp ?? Number.NaN) + Number(delay ?? 0);
  return Number.isNaN(sinceMillis) ? undefined : Math.max(0, Date.now() - sinceMillis) / 1000;
}
