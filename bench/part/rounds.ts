import type { Installed } from "../contender/install.ts";

/**
 * Calls `measure` for every contender in every round: A B C D, then D C B A and so on, so that whatever drifts on the
 * machine touches all alike.
 */
export async function interleave(
  installed: readonly Installed[],
  rounds: number,
  measure: (installed: Installed, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? installed : installed.toReversed()) await measure(one, round);
}
