import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const root = join(import.meta.dirname, "..");

it("counts every outcome, and what fails outside a test", async () => {
  const folder = await mkdtemp(join(tmpdir(), "summary-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "summary.json");
  const { code, output } = await runVitest(path);
  expect(code).toBe(1);
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
    passed: 1,
    failed: 3,
    skipped: 3,
    forbiddenSkips: [
      "outcomes.test.ts > is skipped",
      "outcomes.test.ts > skips itself",
      "outcomes.test.ts > whose hook throws > never runs",
    ],
  });
  expect(output).toMatch(/\d\.\d s {2}outcomes\.test\.ts/);
});

function runVitest(summaryPath: string): Promise<{ code: number; output: string }> {
  const args = [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    `--root=${join(import.meta.dirname, "fixtures/summary")}`,
    `--reporter=${join(import.meta.dirname, "summary.ts")}`,
  ];
  const env = { ...process.env, OTELSTACK_TEST_SUMMARY: summaryPath };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}
