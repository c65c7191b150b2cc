import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { refreshQueueDepth, setQueueDepth } from "../lib/queue-depth.ts";
import { type AnyFunction, guarded } from "../lib/wrap.ts";
import { internal } from "./internal.ts";
import { type BullMq, serverOf } from "./owner.ts";

/** A queue of BullMQ 5, or 6 on Redis. Workers know no counts. */
interface Queue extends BullMq {
  readonly closing?: unknown;
  readonly connection?: RedisConnection;
  readonly backend?: { readonly connection?: RedisConnection };
  getJobCounts?(...types: string[]): Promise<Record<string, number>>;
}

interface RedisConnection {
  readonly status?: string;
  readonly _client?: { readonly status?: string };
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
  if (connection?.status !== "ready" || connection._client?.status !== "ready") return true;
  const counts = context.with(internal(ROOT_CONTEXT), () => queue.getJobCounts?.("waiting", "paused", "prioritized"));
  counts?.then(
    (states) =>
      setQueueDepth(
        attributesOf(queue),
        Object.values(states).reduce((sum, count) => sum + count, 0),
      ),
    // The connection went away meanwhile: the next export asks again.
    () => {},
  );
  return true;
}

function attributesOf(queue: Queue): Record<string, string | number> {
  const { serverAddress, serverPort } = serverOf(queue);
  return {
    "messaging.system": "bullmq",
    "messaging.destination.name": queue.name ?? "",
    ...(serverAddress === undefined || serverPort === undefined
      ? {}
      : { "server.address": serverAddress, "server.port": serverPort }),
  };
}
