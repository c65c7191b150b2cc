import { expect, it } from "vitest";
import { addUp, drawTable } from "../../bootstrap/totals.mjs";

const checks = [
  { name: "format", passed: true, seconds: 0.44 },
  { name: "lint", passed: false, seconds: 12.3 },
];
const tests = { passed: 40, failed: 0, skipped: 2, forbiddenSkips: ["a.test.ts > needs Kafka"] };
const lenient = { vitestCode: 0, areSkipsForbidden: false };

it("counts checks and tests", () => {
  expect(addUp(checks, tests, lenient)).toEqual({ passed: 41, failed: 1, skipped: 2 });
});

it("counts a skip that is not permitted as a failure", () => {
  expect(addUp(checks, tests, { ...lenient, areSkipsForbidden: true })).toEqual({ passed: 41, failed: 2, skipped: 1 });
});

it("counts one failure when vitest failed for what is no test's fault", () => {
  expect(addUp([], tests, { ...lenient, vitestCode: 1 })).toEqual({ passed: 40, failed: 1, skipped: 2 });
  expect(addUp([], undefined, { ...lenient, vitestCode: 1 })).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("does not count a failed test twice because vitest failed with it", () => {
  expect(addUp([], { ...tests, failed: 3 }, { ...lenient, vitestCode: 1 }).failed).toBe(3);
});

it("draws what each check and the tests took", () => {
  expect(drawTable(checks, 311.25, true)).toEqual([
    " format     passed     0.4 s",
    " lint       FAILED    12.3 s",
    " tests      passed   311.3 s",
  ]);
});
