import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Generator } from "./generator.ts";

/** Folders in which everything is generated. */
const owned = ["grafana/dist", "collector/compose"];

/** Files that a generator once wrote and none writes any more: they would be mounted, loaded and believed. */
export async function findStale(root: string, generators: readonly Generator[]): Promise<string[]> {
  const made = new Set(generators.map(({ path }) => path));
  const folders = await Promise.all(
    owned.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  return folders
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !made.has(path));
}
