const maxDriftMillis = 2;
const checkEveryMillis = 1000;

/** The global is an accessor, which is asked anew each time. */
const clock = performance;

/** A reading of `performance.now()`. */
export function monotonicMillis(): number {
  return clock.now();
}

let origin = performance.timeOrigin;
let nextCheck = 0;

/**
 * Milliseconds since 1970 with fractions. `performance` has the fractions but knows nothing of a clock that was set or
 * a machine that slept: its origin is put right when it has drifted. `monotonic` is a reading of now.
 */
export function nowMillis(monotonic: number = monotonicMillis()): number {
  if (monotonic >= nextCheck) {
    nextCheck = monotonic + checkEveryMillis;
    const offset = Date.now() - (origin + monotonic);
    // Date.now() is cut to whole milliseconds.
    if (offset > maxDriftMillis || offset < -maxDriftMillis) origin += offset;
  }
  return origin + monotonic;
}

/** When a reading of {@link monotonicMillis} of the past was, in milliseconds since 1970. */
export function millisOfReading(monotonic: number): number {
  const now = monotonicMillis();
  return nowMillis(now) - now + monotonic;
}
