import { expect, test } from "vitest";
import { addedToBare, bootstrap, median, quantile, ratioToBare } from "../result/statistics.ts";

test("quantiles lie between the ranks", () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  expect(quantile([7], 0.99)).toBe(7);
  expect(median([9, 1, 5])).toBe(5);
});

test("ratio and difference are of what was measured in the same round", () => {
  const pairs = [
    { measured: 90, bare: 100 },
    { measured: 45, bare: 50 },
    { measured: 180, bare: 200 },
  ];
  expect(ratioToBare(pairs)).toEqual({ value: 0.9, low: 0.9, high: 0.9 });
  expect(addedToBare(pairs).value).toBe(-10);
});

test("one disturbed round does not move the estimate, but widens its interval", () => {
  const pairs = [0.8, 0.8, 0.8, 0.8, 0.1].map((measured) => ({ measured, bare: 1 }));
  expect(ratioToBare(pairs)).toMatchObject({ value: 0.8, high: 0.8 });
  expect(ratioToBare(pairs).low).toBeLessThan(0.8);
});

test("the interval holds the truth about as often as it says", () => {
  let [state, hits] = [1, 0];
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let experiment = 0; experiment < 40; experiment++) {
    const values = Array.from({ length: 30 }, () => random() + random() + random());
    const { low, high } = bootstrap(values, median);
    if (low <= 1.5 && 1.5 <= high) hits++;
  }
  expect(hits).toBeGreaterThanOrEqual(33);
});

test("the same samples give the same interval", () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  expect(bootstrap(values, median)).toEqual(bootstrap(values, median));
});
