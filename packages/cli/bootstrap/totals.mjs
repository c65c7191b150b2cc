/**
 * What test/summary.ts writes at the end of a run.
 * @typedef {{ passed: number, failed: number, skipped: number, forbiddenSkips: readonly string[] }} TestSummary
 * @typedef {import("./checks.mjs").CheckResult} CheckResult
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * Adds checks and tests up. A skip that is not permitted counts as a failure: it hides what a test would have said.
 * @param {readonly CheckResult[]} checks
 * @param {TestSummary | undefined} tests undefined when vitest ended without a word
 * @param {{ vitestCode: number, areSkipsForbidden: boolean }} options
 * @returns {Totals}
 */
export function addUp(checks, tests, { vitestCode, areSkipsForbidden }) {
  const passedChecks = checks.filter(({ passed }) => passed).length;
  const failedChecks = checks.length - passedChecks;
  if (tests === undefined) return { passed: passedChecks, failed: failedChecks + 1, skipped: 0 };
  const forbidden = areSkipsForbidden ? tests.forbiddenSkips.length : 0;
  // vitest also fails for what is no test's fault, such as an error in a global set-up or no file found.
  const other = vitestCode !== 0 && tests.failed === 0 ? 1 : 0;
  return {
    passed: passedChecks + tests.passed,
    failed: failedChecks + tests.failed + forbidden + other,
    skipped: tests.skipped - forbidden,
  };
}

/**
 * @param {readonly CheckResult[]} checks
 * @param {number} testSeconds
 * @param {boolean} testsPassed
 * @returns {string[]} lines of a table, empty without checks
 */
export function drawTable(checks, testSeconds, testsPassed) {
  if (checks.length === 0) return [];
  const rows = [...checks, { name: "tests", passed: testsPassed, seconds: testSeconds }];
  return rows.map(drawRow);
}

/** @param {CheckResult} row */
function drawRow({ name, passed, seconds }) {
  const time = `${seconds.toFixed(1)} s`;
  return ` ${name.padEnd(10)} ${passed ? "passed" : "FAILED"} ${time.padStart(9)}`;
}
