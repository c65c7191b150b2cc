import { expect, test } from "vitest";
import { fuzzHeaders, fuzzValues } from "../hostile-fuzz.ts";

test("a million random values, a million sets of headers (D5, D10)", { timeout: 600_000 }, () => {
  const { spans, values } = fuzzValues(120_000);
  expect(spans).toBe(120_000);
  expect(values).toBeGreaterThan(1_000_000);
  expect(fuzzHeaders(1_000_000)).toBeLessThanOrEqual(8192);
});
