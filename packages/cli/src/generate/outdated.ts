import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Generator } from "./generator.ts";

/** A generated file that is not what its generator says. */
export interface Outdated {
  readonly path: string;
  readonly content: string;
}

/** The files below `root` that are missing or differ from what their generators say. */
export async function findOutdated(root: string, generators: readonly Generator[]): Promise<Outdated[]> {
  const outdated: Outdated[] = [];
  for (const generator of generators) {
    const path = join(root, generator.path);
    const current = await readFile(path, "utf8").catch(() => "");
    const content = await generator.content(current);
    if (content !== current) outdated.push({ path: generator.path, content });
  }
  return outdated;
}
