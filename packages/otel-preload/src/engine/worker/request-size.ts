import type { Outcome } from "./answer-status.ts";

/** Collectors refuse larger requests by default. */
const maxRequestBytes = 4 * 1024 * 1024 - 64 * 1024;

/** A request that is smaller is not made faster by being divided. */
const leastBytes = 16 * 1024;
/** An answer within this part of the time that it may take is a quick one. */
const quickPart = 4;

/**
 * How large a request may be. On a slow way one of megabytes never arrives in its time, however often it is tried: after
 * one that got no answer half of it is tried, and larger ones again while answers are quick.
 */
export class RequestSize {
  maxBytes: number = maxRequestBytes;
  private readonly timeoutMillis: number;

  constructor(timeoutMillis: number) {
    this.timeoutMillis = timeoutMillis;
  }

  async learn(bytes: number, attempt: () => Promise<Outcome>): Promise<Outcome> {
    const started = performance.now();
    const outcome = await attempt();
    const isQuick = performance.now() - started < this.timeoutMillis / quickPart;
    if (outcome.kind === "away" && outcome.isLate === true)
      this.maxBytes = Math.max(leastBytes, Math.min(this.maxBytes, bytes) / 2);
    else if (outcome.kind === "delivered" && isQuick) this.maxBytes = Math.min(maxRequestBytes, this.maxBytes * 2);
    return outcome;
  }
}
