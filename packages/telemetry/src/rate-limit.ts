import type { Attributes } from "@opentelemetry/api";
import { bounded } from "./bounded.ts";
import { guarded } from "./guard.ts";
import { counter } from "./instruments.ts";
import { appAttributeNames as names, appMetricNames } from "./names.ts";

const hits = counter(appMetricNames.rateLimitHits, "{event}", "Requests that a rate limiter refused");

/** A limiter refused somebody: `rateLimited("login")`. */
export function rateLimited(limiter: string): void {
  guarded("rateLimited", () => hits().add(1, attributesOf(limiter)));
}

/** Begins the series of limiters at 0. */
export function declareLimiters(limiters: readonly string[]): void {
  for (const limiter of limiters) hits().add(0, attributesOf(limiter));
}

function attributesOf(limiter: string): Attributes {
  return { [names.limiter]: bounded(`${appMetricNames.rateLimitHits} ${names.limiter}`, limiter) };
}
