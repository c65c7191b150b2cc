/** An estimate with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What one contender and the bare one measured in the same round. */
export interface Pair {
  readonly measured: number;
  readonly bare: number;
}

const resamples = 4000;

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** By linear interpolation between the closest ranks; `share` from 0 to 1. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * A statistic of the rounds with the percentile bootstrap's interval: rounds are drawn with replacement, because two
 * runs of one round shared the machine's mood and two rounds did not. The draws are the same in every run.
 */
export function bootstrap<T>(rounds: readonly T[], statistic: (rounds: readonly T[]) => number): Estimate {
  const random = generator(rounds.length);
  const draws = Float64Array.from({ length: resamples }, () =>
    statistic(rounds.map(() => rounds[Math.floor(random() * rounds.length)] as T)),
  ).toSorted();
  return { value: statistic(rounds), low: quantile(draws, 0.025), high: quantile(draws, 0.975) };
}

/** The median of the rounds' ratios: one round that a neighbour disturbed does not move it. */
export const ratioToBare = (pairs: readonly Pair[]): Estimate =>
  bootstrap(pairs, (drawn) => median(drawn.map(({ measured, bare }) => measured / bare)));

export const addedToBare = (pairs: readonly Pair[]): Estimate =>
  bootstrap(pairs, (drawn) => median(drawn.map(({ measured, bare }) => measured - bare)));

/** mulberry32: uniform in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
