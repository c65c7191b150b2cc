/** Always the same numbers (mulberry32), so that a week that is quiet today is quiet tomorrow. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * How many of `count` events there are when each happens with the probability `share`. Whole events, not fractions: one
 * failure among the six requests of a quiet night is what alerts have to bear.
 */
export function thin(count: number, share: number, random: () => number): number {
  if (share >= 1) return count;
  if (count > 200) return Math.round(near(count, share, random));
  let kept = 0;
  for (let index = 0; index < count; index++) if (random() < share) kept++;
  return kept;
}

/** The normal distribution, which many events come close to. */
function near(count: number, share: number, random: () => number): number {
  const deviation = Math.sqrt(count * share * (1 - share));
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(count, Math.max(0, count * share + deviation * normal));
}
