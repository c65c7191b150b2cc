import type { BatchObservableResult } from "@opentelemetry/api";
import { bounded } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter, observableGauges } from "./instruments.ts";
import { appAttributeNames as names, appAttributeValues, appMetricNames } from "./names.ts";

export type BreakerState = "closed" | "open" | "half_open";

/** What a circuit breaker in the manner of opossum offers. */
export interface BreakerEmitter {
  on(event: "open" | "close" | "halfOpen", listener: () => void): unknown;
  readonly opened?: boolean;
  readonly halfOpen?: boolean;
}

/** A watched breaker; `set` is for breakers that emit nothing. */
export interface BreakerMonitor {
  set(state: BreakerState): void;
  /** Its series end. */
  stop(): void;
}

const { circuitBreakerState: stateName, circuitBreakerTransitions } = appMetricNames;
const transitions = counter(circuitBreakerTransitions, "{transition}", "Changes of a circuit breaker's state");
const states = new Map<string, BreakerState>();
let observing = false;

/**
 * Watches a circuit breaker: `trackBreaker("payments", opossumBreaker)`, or without an emitter
 * `const monitor = trackBreaker("payments")` and `monitor.set("open")` where it opens.
 */
export function trackBreaker(name: string, emitter?: BreakerEmitter): BreakerMonitor {
  const breaker = guarded("trackBreaker", () => begin(name));
  if (breaker === undefined) return { set: () => {}, stop: () => {} };
  const set = (state: BreakerState): void => {
    guarded("trackBreaker", () => change(breaker, state));
  };
  guarded("trackBreaker", () => {
    if (emitter === undefined || emitter === null) return;
    emitter.on("open", () => set("open"));
    emitter.on("halfOpen", () => set("half_open"));
    emitter.on("close", () => set("closed"));
    if (emitter.opened === true) set("open");
    else if (emitter.halfOpen === true) set("half_open");
  });
  return { set, stop: () => void states.delete(breaker) };
}

function begin(name: string): string {
  const breaker = bounded(`${stateName} ${names.breaker}`, name);
  states.set(breaker, "closed");
  for (const state of appAttributeValues.breakerState)
    transitions().add(0, { [names.breaker]: breaker, [names.state]: state });
  if (!observing) {
    observing = true;
    const options = { [stateName]: { description: "1 for the state that a circuit breaker is in, 0 for the others" } };
    const { gauges, observe } = observableGauges([stateName], options);
    observe((result: BatchObservableResult) => {
      for (const [known, current] of states)
        for (const state of appAttributeValues.breakerState)
          result.observe(gauges[stateName], state === current ? 1 : 0, {
            [names.breaker]: known,
            [names.state]: state,
          });
    });
  }
  return breaker;
}

function change(breaker: string, state: BreakerState): void {
  if (!appAttributeValues.breakerState.includes(state) || states.get(breaker) === state) return;
  states.set(breaker, state);
  transitions().add(1, { [names.breaker]: breaker, [names.state]: state });
}
