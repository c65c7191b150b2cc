import type { BatchObservableResult, MetricOptions, ObservableGauge } from "@opentelemetry/api";
import { bounded } from "./bounded.ts";
import { describe, guarded, warnOnce } from "./guard.ts";
import { observableGauges } from "./instruments.ts";
import { appAttributeNames as names, appAttributeValues, appMetricNames } from "./names.ts";

export type QueueState = "waiting" | "active" | "delayed" | "failed";
type Answer<T> = T | Promise<T>;

/** How to ask a queue; each is called once per export of metrics, may be asynchronous and may fail. */
export interface QueueSource {
  readonly queue: string;
  /** How many messages: a number of waiting ones, or one per state. */
  messages?(): Answer<number | Readonly<Partial<Record<QueueState, number>>>>;
  /** Age of the oldest message that waits; 0 when none does. */
  oldestAgeSeconds?(): Answer<number>;
  /** Workers that take from it. */
  workers?(): Answer<number>;
}

const { queueMessages, queueOldestAge, queueWorkers } = appMetricNames;
const gaugeNames = [queueMessages, queueOldestAge, queueWorkers] as const;
type Gauges = Readonly<Record<(typeof gaugeNames)[number], ObservableGauge>>;
const options: Readonly<Record<(typeof gaugeNames)[number], MetricOptions>> = {
  [queueMessages]: { unit: "{message}", description: "Messages of a queue by state" },
  [queueOldestAge]: { unit: "s", description: "Age of the oldest message that waits" },
  [queueWorkers]: { unit: "{worker}", description: "Workers that take from a queue" },
};
/** A broker that does not answer must not hold up every other metric. */
const answerTimeoutMillis = 1000;

const sources = new Set<QueueSource>();
let observing = false;

/**
 * Watches a queue: how many messages, how old the oldest is, how many workers. What it cannot ask it leaves out.
 * Returns a function that ends the watch.
 */
export function monitorQueue(source: QueueSource): () => void {
  guarded("monitorQueue", () => {
    sources.add(source);
    if (observing) return;
    observing = true;
    const { gauges, observe } = observableGauges(gaugeNames, options);
    observe(async (result) => {
      await Promise.all([...sources].map((one) => observeOne(one, gauges, result)));
    });
  });
  return () => void sources.delete(source);
}

async function observeOne(source: QueueSource, gauges: Gauges, result: BatchObservableResult): Promise<void> {
  const queue = guarded("monitorQueue", () => bounded(`${queueMessages} ${names.queue}`, source.queue));
  if (queue === undefined) return;
  const attributes = { [names.queue]: queue };
  const [messages, age, workers] = await Promise.all([
    ask(queue, "messages", () => source.messages?.()),
    ask(queue, "oldestAgeSeconds", () => source.oldestAgeSeconds?.()),
    ask(queue, "workers", () => source.workers?.()),
  ]);
  for (const [state, count] of countsOf(messages))
    result.observe(gauges[queueMessages], count, { ...attributes, [names.state]: state });
  if (isCount(age)) result.observe(gauges[queueOldestAge], age, attributes);
  if (isCount(workers)) result.observe(gauges[queueWorkers], workers, attributes);
}

function countsOf(messages: unknown): [QueueState, number][] {
  if (isCount(messages)) return [["waiting", messages]];
  if (typeof messages !== "object" || messages === null) return [];
  const counts = messages as Readonly<Record<string, unknown>>;
  return appAttributeValues.queueState.flatMap((state) => {
    const count = counts[state];
    return isCount(count) ? [[state, count] as [QueueState, number]] : [];
  });
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** The answer, or `undefined` when there is none in time. */
async function ask<T>(queue: string, what: string, question: () => Answer<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerTimeoutMillis} ms`)), answerTimeoutMillis);
    timer.unref();
  });
  try {
    return await Promise.race([question(), tooLate]);
  } catch (thrown) {
    warnOnce(`@org/telemetry: ${what} of queue ${queue}: ${describe(thrown)}; left out of this export`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
