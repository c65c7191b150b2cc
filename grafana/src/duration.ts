const secondsPer = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** A length of time as Prometheus writes it: one number and one unit, `90s`, `5m`, `1h`, `3d`. */
export type Duration = `${number}${keyof typeof secondsPer}`;

/** In seconds. Throws a RangeError for text that is no {@link Duration}. */
export function secondsOf(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration);
  if (!match)
    throw new RangeError(`${JSON.stringify(duration)} is no duration; expected a number and a unit, as in 90s, 5m, 1h`);
  return Number(match[1]) * secondsPer[match[2] as keyof typeof secondsPer];
}

/** `scale` times as long, in the largest unit that makes it a whole number; never below one second, which is what rules can tell apart. */
export function scaled(duration: Duration, scale: number): Duration {
  if (scale === 1) return duration;
  const seconds = secondsOf(duration);
  return seconds === 0 ? "0s" : `${Math.max(1, Math.round(seconds * scale))}s`;
}
