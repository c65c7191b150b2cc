import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../../packages/cli/test/stack/tools.ts";

/** Where Prometheus keeps its data, and the program that writes there. */
export interface Store {
  readonly promtool: string;
  readonly dataDir: string;
}

/** promtool reads a file once for each block that it touches: a file for each block then. */
export const blockMinutes = 120;
const parallel = 2;

/** Writes blocks from OpenMetrics text, one after the other as they come, two at a time. */
export async function writeBlocks(store: Store, texts: Iterable<string>): Promise<void> {
  mkdirSync(store.dataDir, { recursive: true });
  const iterator = texts[Symbol.iterator]();
  let count = 0;
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await writeBlock(store, next.value, count++);
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

async function writeBlock({ promtool, dataDir }: Store, text: string, index: number): Promise<void> {
  if (text === "") return;
  const file = join(dataDir, `../${index}.om`);
  writeFileSync(file, `${text}# EOF\n`);
  const { code, output } = await runProgram(promtool, [
    "tsdb",
    "create-blocks-from",
    "openmetrics",
    "--quiet",
    file,
    dataDir,
  ]);
  if (code !== 0) throw new Error(`promtool could not make a block of ${file}: ${output}`);
  rmSync(file);
}

/** A series as OpenMetrics writes it, without its number. */
export function written(name: string, labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([label]) => label !== "__name__");
  return `${name}{${pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(",")}}`;
}
