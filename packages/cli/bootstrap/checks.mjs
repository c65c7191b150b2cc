import { join } from "node:path";
import { binFolder, projectNode, root } from "./paths.mjs";
import { capture } from "./run.mjs";
import { startClock } from "./step.mjs";

/**
 * @typedef {{ name: string, passed: boolean, seconds: number }} CheckResult
 * @typedef {{ name: string, command: string, args: readonly string[], remedy: string }} Check
 */

const bin = (/** @type {string} */ name) => join(binFolder, name);
const script = (/** @type {string} */ path) => join(root, path);

/** @type {readonly Check[]} */
const checks = [
  { name: "format", command: bin("oxfmt"), args: ["--check"], remedy: "npm run format" },
  { name: "lint", command: bin("oxlint"), args: ["--deny-warnings"], remedy: "mend what is named above" },
  { name: "types", command: "npm", args: ["run", "--silent", "types"], remedy: "mend what is named above" },
  { name: "knip", command: bin("knip"), args: ["--no-progress"], remedy: "remove what nothing uses" },
  {
    name: "packages",
    command: projectNode,
    args: [script("packages/cli/bootstrap/check-packages.mjs")],
    remedy: "mend the package.json named above",
  },
  {
    name: "generated",
    command: projectNode,
    args: [script("packages/cli/src/generate/main.ts"), "--check"],
    remedy: "npm run generate, and commit what it wrote",
  },
];

/**
 * Runs every check, also when one fails; a failed one shows its output.
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks() {
  const results = [];
  for (const check of checks) results.push(await runCheck(check));
  return results;
}

/**
 * @param {Check} check
 * @returns {Promise<CheckResult>}
 */
async function runCheck({ name, command, args, remedy }) {
  const elapsedSeconds = startClock();
  const { code, output } = await capture(command, args, { env: process.stdout.isTTY ? {} : { NO_COLOR: "1" } });
  const seconds = elapsedSeconds();
  const passed = code === 0;
  if (!passed) process.stdout.write(`${output.trimEnd()}\n`);
  const verdict = passed ? "passed" : `failed (remedy: ${remedy})`;
  process.stdout.write(`check ${name}: ${verdict} in ${seconds.toFixed(1)} s\n`);
  return { name, passed, seconds };
}
