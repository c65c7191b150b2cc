import { expect } from "vitest";

/** The promise for 64 KiB, with room for a machine that is busy and slow. */
const maxMillis = 250;
const minRounds = 5;
const maxRounds = 60;
/** Below this a cost says nothing of how it grows. */
const noiseMillis = 0.2;
/** Linear is 2, quadratic 4. */
const maxRatio = 3.5;

/**
 * Twice the text costs twice the time, not four times: 64 KiB and 32 KiB side by side, the best of many rounds of each, as
 * whatever else runs on the machine makes a round slower and never faster.
 */
export function expectLinear(run: (text: string) => unknown, textOf: (characters: number) => string): void {
  const [half, whole] = [textOf(32_768), textOf(65_536)];
  let costOfHalf = Infinity;
  let costOfWhole = Infinity;
  const ratio = (): number => costOfWhole / Math.max(costOfHalf, noiseMillis);
  for (let round = 0; round < maxRounds && (round < minRounds || ratio() >= maxRatio); round++) {
    costOfHalf = Math.min(costOfHalf, timeOf(run, half));
    costOfWhole = Math.min(costOfWhole, timeOf(run, whole));
  }
  expect(costOfWhole).toBeLessThan(maxMillis);
  expect(ratio()).toBeLessThan(maxRatio);
}

function timeOf(run: (text: string) => unknown, text: string): number {
  const started = performance.now();
  run(text);
  return performance.now() - started;
}
