const pauseMillis = 1;

let isHurried = false;

/** The application's thread waits for this one: no pauses from now on. */
export function hurry(): void {
  isHurried = true;
}

/**
 * Goes on a moment later. Where both threads share a processor, one that works on is only interrupted at the
 * scheduler's next tick, 1 to 10 ms away, even if it has the lower priority; one that pauses is not in the way.
 */
export function afterPause(go: () => void): void {
  if (isHurried) setImmediate(go);
  else setTimeout(go, pauseMillis);
}
