import { ourMetricNames } from "../../names.ts";
import { meter } from "../lib/telemetry.ts";
import { type AnyFunction, guarded } from "../lib/wrap.ts";
import { attributesOf, type BullMq } from "./owner.ts";

interface Worker extends BullMq {
  readonly running?: boolean;
  readonly paused?: unknown;
  readonly closing?: unknown;
}

interface Crew {
  readonly attributes: Record<string, string | number>;
  readonly workers: Set<WeakRef<Worker>>;
}

const crews = new Map<string, Crew>();

/**
 * Counts the workers of this process that take jobs; the sum over all processes is what a queue has. Nobody is asked:
 * Redis knows its clients, but their list is long and not open to everybody.
 */
export function watchWorkers(original: AnyFunction): AnyFunction {
  return function run(this: Worker, ...args: unknown[]) {
    guarded("BullMQ workers", () => watch(this));
    return original.apply(this, args) as unknown;
  };
}

function watch(worker: Worker): void {
  if (crews.size === 0) observe();
  const attributes = attributesOf(worker);
  const key = JSON.stringify(attributes);
  const crew = crews.get(key) ?? { attributes, workers: new Set() };
  crews.set(key, crew);
  if (![...crew.workers].some((known) => known.deref() === worker)) crew.workers.add(new WeakRef(worker));
}

/** A queue that lost its workers stays, with 0: that is what somebody wants to be told of. */
function observe(): void {
  const gauge = meter().createObservableGauge(ourMetricNames.messagingQueueWorkers, {
    unit: "{worker}",
    description: "Workers of this process that take from a queue",
  });
  gauge.addCallback((result) => {
    for (const { attributes, workers } of crews.values()) result.observe(countRunning(workers), attributes);
  });
}

function countRunning(workers: Set<WeakRef<Worker>>): number {
  let running = 0;
  for (const reference of workers) {
    const worker = reference.deref();
    if (worker === undefined || worker.closing !== undefined) workers.delete(reference);
    else if (worker.running === true && worker.paused !== true) running++;
  }
  return running;
}
