import { bounded } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter } from "./instruments.ts";
import { appAttributeNames as names, appAttributeValues, appMetricNames } from "./names.ts";

/** Counts what one cache answered. */
export interface CacheMonitor {
  hit(): void;
  miss(): void;
}

const requests = counter(appMetricNames.cacheRequests, "{event}", "Requests to a cache by what it answered");

/** A cache of the application's: `const prices = cache("prices"); prices.hit()`. */
export function cache(name: string): CacheMonitor {
  const count = (outcome: "hit" | "miss", by: number): void => {
    guarded("cache", () =>
      requests().add(by, {
        [names.cache]: bounded(`${appMetricNames.cacheRequests} ${names.cache}`, name),
        [names.outcome]: outcome,
      }),
    );
  };
  for (const outcome of appAttributeValues.cacheOutcome) count(outcome, 0);
  return { hit: () => count("hit", 1), miss: () => count("miss", 1) };
}
