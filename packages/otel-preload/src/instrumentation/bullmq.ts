import type { FilePatch } from "../module-hook/index.ts";
import { wrapInternal, wrapListeners } from "./bullmq/internal.ts";
import { watchDepth } from "./bullmq/depth.ts";
import { wrapFlow, wrapFlows, wrapTrace } from "./bullmq/produce.ts";
import { wrapCallProcessJob, wrapProcessJob } from "./bullmq/process.ts";
import { watchWorkers } from "./bullmq/workers.ts";
import { wrapMethod } from "./lib/wrap.ts";

/**
 * BullMQ on any of its stores. Not through its `telemetry` option: an object given there is asked for spans of every lock
 * it extends and queue it closes, and never sees the error of a processor. Who sets that option keeps what it does.
 */
export const patches: readonly FilePatch[] = [
  patch("queue-base", "QueueBase", (prototype) => {
    wrapMethod(prototype, "trace", wrapTrace);
    wrapMethod(prototype, "emit", wrapListeners);
    wrapMethod(prototype, "waitUntilReady", watchDepth);
  }),
  patch("worker", "Worker", (prototype) => {
    wrapMethod(prototype, "run", wrapInternal);
    wrapMethod(prototype, "run", watchWorkers);
    wrapMethod(prototype, "processJob", wrapProcessJob);
    wrapMethod(prototype, "callProcessJob", wrapCallProcessJob);
  }),
  patch("flow-producer", "FlowProducer", (prototype) => {
    wrapMethod(prototype, "add", wrapFlow);
    wrapMethod(prototype, "addBulk", wrapFlows);
  }),
  patch("queue-events", "QueueEvents", (prototype) => wrapMethod(prototype, "run", wrapInternal)),
  patch("redis-connection", "RedisConnection", (prototype) => {
    wrapMethod(prototype, "init", wrapInternal);
    wrapMethod(prototype, "close", wrapInternal);
  }),
  // Since 6: writes the queue's settings when a queue is made.
  patch("redis-queue-backend", "RedisQueueBackend", (prototype) => wrapMethod(prototype, "setQueueMeta", wrapInternal)),
];

function patch(file: string, className: string, change: (prototype: object) => void): FilePatch {
  return {
    packageName: "bullmq",
    path: `dist/cjs/classes/${file}.js`,
    majors: [5, 6],
    patch(exports) {
      const { prototype } = (exports as Record<string, { prototype: object }>)[className] ?? {};
      if (prototype !== undefined) change(prototype);
      return exports;
    },
  };
}
