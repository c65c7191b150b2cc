const maxDriftMillis = 2;
const checkEveryMillis = 1000;

let origin = performance.timeOrigin;
let nextCheck = 0;

/**
 * Milliseconds since 1970 with fractions. `performance` has the fractions but knows nothing of a clock that was set or
 * a machine that slept: its origin is put right when it has drifted.
 */
export function nowMillis(monotonic: number = performance.now()): number {
  if (monotonic >= nextCheck) {
    nextCheck = monotonic + checkEveryMillis;
    const offset = Date.now() - (origin + monotonic);
    // Date.now() is cut to whole milliseconds.
    if (offset > maxDriftMillis || offset < -maxDriftMillis) origin += offset;
  }
  return origin + monotonic;
}
