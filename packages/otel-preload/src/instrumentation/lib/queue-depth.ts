import type { Attributes } from "@opentelemetry/api";
import { ourMetricNames } from "../../names.ts";
import { meter } from "./telemetry.ts";

interface Depth {
  readonly attributes: Attributes;
  readonly messages: number;
  /** Where the broker tells it. */
  readonly oldestAgeSeconds: number | undefined;
  readonly seenMillis: number;
}

// A broker tells a depth when it is asked or when messages come; what it said long ago is no depth of today.
const longestKnownMillis = 5 * 60_000;
const depths = new Map<string, Depth>();
const refreshers = new Set<() => boolean>();
let observing = false;

/** Remembers how many messages wait in a queue, and since when the first does, for the gauges. */
export function setQueueDepth(attributes: Attributes, messages: number, oldestAgeSeconds?: number): void {
  observe();
  depths.set(JSON.stringify(attributes), { attributes, messages, oldestAgeSeconds, seenMillis: performance.now() });
}

/**
 * Calls `refresh` at every collection of metrics: it may ask the broker and call `setQueueDepth` when the answer is
 * there, so that a collection never waits. It returns false when there is nothing left to ask.
 */
export function refreshQueueDepth(refresh: () => boolean): void {
  observe();
  refreshers.add(refresh);
}

function observe(): void {
  if (observing) return;
  observing = true;
  const gauge = meter().createObservableGauge(ourMetricNames.messagingQueueDepth, {
    unit: "{message}",
    description: "Messages that wait in a queue, as last told by the broker",
  });
  const age = meter().createObservableGauge(ourMetricNames.messagingQueueOldestAge, {
    unit: "s",
    description: "How long the first message of a queue has waited, where the broker tells it",
  });
  meter().addBatchObservableCallback(
    (result) => {
      for (const refresh of refreshers) if (!refresh()) refreshers.delete(refresh);
      const forgotten = performance.now() - longestKnownMillis;
      for (const [key, { seenMillis, messages, oldestAgeSeconds, attributes }] of depths) {
        if (seenMillis < forgotten) depths.delete(key);
        else {
          result.observe(gauge, messages, attributes);
          if (oldestAgeSeconds !== undefined) result.observe(age, oldestAgeSeconds, attributes);
        }
      }
    },
    [gauge, age],
  );
}
