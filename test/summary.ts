import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";
import { permittedSkips } from "./permitted-skips.ts";

const slowestShown = 5;
const longestReason = 300;

/**
 * The vitest reporter of `npm test`: names the slowest files and the tests that needed a second try, and writes the totals to the file named by
 * OTELSTACK_TEST_SUMMARY, from which the last line of `npm test` is made.
 */
export default class SummaryReporter implements Reporter {
  #root = process.cwd();

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    this.#printSlowest(modules);
    this.#printSecondTries(modules);
    const path = process.env["OTELSTACK_TEST_SUMMARY"];
    if (path === undefined) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => stateOf(test) === "skipped");
    const names = skipped.map((test) => `${this.#name(test.module)} > ${test.fullName}`);
    const summary = {
      passed: tests.filter((test) => stateOf(test) === "passed").length,
      failed:
        tests.filter((test) => stateOf(test) === "failed").length + countOtherErrors(modules) + unhandledErrors.length,
      skipped: skipped.length,
      forbiddenSkips: names.filter((name) => !permittedSkips.some(({ test }) => test.test(name))),
    };
    writeFileSync(path, JSON.stringify(summary));
  }

  #printSlowest(modules: readonly TestModule[]): void {
    const slowest = modules
      .map((module) => ({ name: this.#name(module), seconds: module.diagnostic().duration / 1000 }))
      .toSorted((a, b) => b.seconds - a.seconds)
      .slice(0, slowestShown);
    for (const { name, seconds } of slowest) process.stdout.write(`${seconds.toFixed(1).padStart(9)} s  ${name}\n`);
  }

  /** A second try is no secret: the first one's error is a defect of the test or of the product. */
  #printSecondTries(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        if (test.diagnostic()?.flaky !== true) continue;
        const [error] = test.result().errors ?? [];
        const why = error?.message.split("\n", 1)[0]?.slice(0, longestReason);
        process.stdout.write(`passed only at the second try: ${this.#name(module)} > ${test.fullName}: ${why}\n`);
      }
    }
  }

  #name(module: TestModule): string {
    return relative(this.#root, module.moduleId);
  }
}

/** A test that was cut off before it ended has not passed. */
function stateOf(test: TestCase): "passed" | "failed" | "skipped" {
  const { state } = test.result();
  return state === "pending" ? "failed" : state;
}

/** Errors of files and suites themselves: a file that cannot be imported, a hook that throws. */
function countOtherErrors(modules: readonly TestModule[]): number {
  return modules.reduce((sum, module) => {
    const suites = [...module.children.allSuites()];
    return sum + module.errors().length + suites.reduce((count, suite) => count + suite.errors().length, 0);
  }, 0);
}
