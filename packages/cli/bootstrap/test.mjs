// npm test: sets up what is missing, runs all checks and all tests. npm test -- PATH: the tests of that path only.
// Plain JavaScript without dependencies: on a fresh clone nothing is installed and Node may be 20.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { projectNode, root } from "./paths.mjs";
import { reportProblem, runMain } from "./problem.mjs";
import { requireStackRunner } from "./requirements.mjs";
import { handOver } from "./run.mjs";
import { setUp } from "./set-up.mjs";
import { startClock } from "./step.mjs";
import { addUp, drawTable } from "./totals.mjs";

await runMain(async () => {
  const filters = process.argv.slice(2);
  const isFullRun = filters.length === 0;
  if (isFullRun) await requireStackRunner();
  const elapsedSeconds = startClock();
  const failure = await setUp();
  if (failure !== undefined) reportProblem(failure);
  const build = { name: "set-up", passed: failure === undefined, seconds: elapsedSeconds() };
  const checks = isFullRun ? [build, ...(await runChecks())] : failure === undefined ? [] : [build];
  const { summary, vitestCode, seconds } = await runTests(filters);
  const areSkipsForbidden = isFullRun && process.env.CI === "true";
  const totals = addUp(checks, summary, { vitestCode, areSkipsForbidden });
  const lines = [...drawTable(checks, seconds, vitestCode === 0), ...(areSkipsForbidden ? describeSkips(summary) : [])];
  const last = `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`;
  process.stdout.write(`${[...lines, "", last].join("\n")}\n`);
  return totals.failed === 0 ? 0 : 1;
});

/**
 * @param {readonly string[]} filters
 */
async function runTests(filters) {
  const folder = mkdtempSync(join(tmpdir(), "otelstack-test-"));
  const summaryPath = join(folder, "summary.json");
  const elapsedSeconds = startClock();
  try {
    const args = [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=./test/summary.ts",
      // By flag: in the environment it would reach the programs under test. Under CI vitest colours files, too.
      ...(process.stdout.isTTY ? [] : ["--no-color"]),
      // docs/decisions/0008-second-try.md
      ...(process.env.CI === "true" ? ["--retry=1"] : []),
      ...filters,
    ];
    const vitestCode = await handOver(projectNode, args, { OTELSTACK_TEST_SUMMARY: summaryPath });
    return { vitestCode, summary: readSummary(summaryPath), seconds: elapsedSeconds() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} path
 * @returns {import("./totals.mjs").TestSummary | undefined}
 */
function readSummary(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {import("./totals.mjs").TestSummary | undefined} summary */
function describeSkips(summary) {
  return (summary?.forbiddenSkips ?? []).map((name) => `skipped, but not listed in test/permitted-skips.ts: ${name}`);
}
