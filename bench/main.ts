import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bench } from "./bench.ts";
import { cacheDir } from "./contender/cache.ts";
import { BenchError } from "./error.ts";
import { moveToLoadCpu } from "./machine/cpu.ts";
import { contenderNames, help, type Options, parseOptions } from "./options.ts";
import { progress } from "./progress.ts";
import { page, table } from "./result/markdown.ts";
import { merge, readResults, type Results, toJson } from "./result/store.ts";
import { picture } from "./result/svg.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(help);
  moveToLoadCpu();
  const results = await bench(options, { env: process.env, cacheDir: cacheDir(process.env) });
  process.stdout.write(`${table(results)}\n`);
  const dir = outDir(options);
  if (dir !== undefined) write(dir, results);
}

/** Figures that cannot be compared with those of the other contenders do not get into the repository by themselves. */
function outDir({ outDir: chosen, quick, contenders }: Options): string | undefined {
  if (chosen !== undefined) return chosen;
  return quick || contenders.length < contenderNames.length ? undefined : new URL(".", import.meta.url).pathname;
}

function write(dir: string, newer: Results): void {
  mkdirSync(dir, { recursive: true });
  const results = merge(readResults(join(dir, "results.json")), newer);
  writeFileSync(join(dir, "results.json"), toJson(results));
  writeFileSync(join(dir, "RESULTS.md"), page(results));
  writeFileSync(join(dir, "results.svg"), picture(results));
  progress(`wrote RESULTS.md, results.svg and results.json in ${dir}`);
}

// What was started and raised is taken back when the process ends.
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));
try {
  await main();
} catch (thrown) {
  if (!(thrown instanceof BenchError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exitCode = 1;
}
