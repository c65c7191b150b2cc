// npm start [-- --help]: sets up what is missing, then hands over to `otelstack demo`.
// Plain JavaScript without dependencies: on a fresh clone nothing is installed and Node may be 20.
import { join } from "node:path";
import { projectNode, root } from "./paths.mjs";
import { runMain } from "./problem.mjs";
import { requireStackRunner } from "./requirements.mjs";
import { handOver } from "./run.mjs";
import { setUp } from "./set-up.mjs";

await runMain(async () => {
  const args = process.argv.slice(2);
  if (!args.includes("--help") && !args.includes("-h")) await requireStackRunner();
  const failure = await setUp();
  if (failure !== undefined) throw failure;
  return handOver(projectNode, [join(root, "packages/cli/src/main.ts"), "demo", ...args]);
});
