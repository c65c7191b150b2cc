const firstRetryMillis = 500;
const maxRetryMillis = 5000;
const slowRetryMillis = 30_000;

/** How long to wait after the given number of failed attempts, before jitter. */
export function backoffMillis(attempt: number): number {
  return Math.min(firstRetryMillis * 2 ** attempt, maxRetryMillis);
}

/** For what changes only when somebody changes a setting. */
export function slowBackoffMillis(attempt: number): number {
  return Math.min(backoffMillis(attempt) * 8, slowRetryMillis);
}

/** Half as long to half as long again, so that a fleet does not come back at the same moment. */
export function jittered(millis: number): number {
  return millis * (0.5 + Math.random());
}

/** Not before it was asked for, and a tenth later at most. */
export function jitteredAfter(millis: number): number {
  return millis * (1 + 0.1 * Math.random());
}

/** A pause that can be ended early. */
export class Pause {
  private end: (() => void) | undefined;

  wait(millis: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, millis);
    this.end = resolve;
    return promise.finally(() => clearTimeout(timer));
  }

  wake(): void {
    this.end?.();
  }
}
