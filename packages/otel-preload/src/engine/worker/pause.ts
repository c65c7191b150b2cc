const firstRetryMillis = 500;
const maxRetryMillis = 5000;
/** ±20 %, so that a fleet does not come back at the same moment. */
const jitter = 0.2;

/** How long to wait after the given number of failed attempts. */
export function backoffMillis(attempt: number): number {
  const base = Math.min(firstRetryMillis * 2 ** attempt, maxRetryMillis);
  return base * (1 - jitter + 2 * jitter * Math.random());
}

/** Ends early when `signal` is aborted. */
export function pause(millis: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(end, millis);
  signal.addEventListener("abort", end, { once: true });
  function end(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    resolve();
  }
  return promise;
}
