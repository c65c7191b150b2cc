import { trackBreaker } from "@org/telemetry";
import CircuitBreaker from "opossum";
import { required } from "../settings.ts";

export type Rates = Readonly<Record<string, number>>;

const yesterdays: Rates = { USD: 1.07, GBP: 0.86 };
const timeoutMillis = 2000;

async function ask(): Promise<Rates> {
  const response = await fetch(new URL("/rates", required("PARTNER_URL")), {
    signal: AbortSignal.timeout(timeoutMillis),
  });
  if (!response.ok) throw new Error(`the partner answered ${response.status}`);
  return (await response.json()) as Rates;
}

const breaker = new CircuitBreaker(ask, {
  name: "rates",
  timeout: timeoutMillis,
  errorThresholdPercentage: 50,
  volumeThreshold: 5,
  resetTimeout: 2000,
});
// Yesterday's rates are better than none: who asks does not notice that the partner is away.
breaker.fallback(() => yesterdays);
trackBreaker("rates", breaker);

/** Today's rates, or yesterday's while the partner is away. */
export function rates(): Promise<Rates> {
  return breaker.fire();
}

export function stopRates(): void {
  breaker.shutdown();
}
