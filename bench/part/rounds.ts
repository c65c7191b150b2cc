/**
 * Calls `measure` for every one of `all` in every round: A B C D, then D C B A and so on, so that whatever drifts on the
 * machine touches all alike.
 */
export async function interleave<T>(
  all: readonly T[],
  rounds: number,
  measure: (one: T, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round++)
    for (const one of round % 2 === 0 ? all : all.toReversed()) await measure(one, round);
}
