import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { root } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { requireNode } from "./requirements.mjs";
import { capture } from "./run.mjs";
import { step } from "./step.mjs";

const lockPath = join(root, ".set-up.lock");

/**
 * All that both commands need on a fresh clone. Warm, it costs the compiler's look at its notes.
 * A failed build is returned, not thrown: the tests still have something to say, the stack has not.
 * @returns {Promise<Problem | undefined>}
 */
export function setUp() {
  requireNode(process.versions.node);
  return withLock(
    lockPath,
    async () => {
      await ensureInstalled();
      return step("building the packages", build).then(() => undefined, asProblem);
    },
    (ownerPid) =>
      process.stdout.write(`waiting for the set-up that process ${ownerPid} runs here (its lock: ${lockPath})\n`),
  );
}

async function build() {
  const { code, output } = await capture("npm", ["run", "--silent", "build"]);
  if (code === 0) return;
  throw new Problem("The build failed, its output is above. Remedy: mend what it names and try again.", output);
}

/** @param {unknown} error */
function asProblem(error) {
  if (error instanceof Problem) return error;
  throw error;
}
