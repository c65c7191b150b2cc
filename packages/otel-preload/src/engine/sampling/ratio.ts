import type { Ids } from "../ids.ts";

const range = 2 ** 56;

/**
 * Keeps a share of all traces: those whose lower 56 bits, as a number, reach `(1 - ratio) * 2^56` (specification,
 * "TraceState: Probability Sampling"). Every service with the same ratio keeps the same traces, and one with a larger
 * ratio keeps them too.
 */
export function createRatio(ratio: number): (ids: Ids) => boolean {
  if (ratio >= 1) return () => true;
  if (!(ratio > 0)) return () => false;
  const threshold = Math.round((1 - ratio) * range);
  // 56 bits are more than a double holds exactly: compared in two halves.
  const high = Math.floor(threshold / 0x100000000);
  const low = threshold % 0x100000000;
  return ({ trace2, trace3 }) => {
    const random = trace2 & 0xffffff;
    return random > high || (random === high && trace3 >>> 0 >= low);
  };
}
