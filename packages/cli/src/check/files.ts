import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../error.ts";

const looksCheckable = /\.(ya?ml|json|tmpl)$/;
const configFile = /^otelstack\.config\.(ts|ya?ml|json)$/;

/** The files below these paths that may be of a kind we know; a path that is a file is taken whatever its name. */
export async function filesBelow(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (info === undefined)
      throw new CliError("E_NO_FILE", `${path}: there is no such file or folder; nothing was checked`);
    found.push(...(info.isDirectory() ? await filesIn(path) : [path]));
  }
  return [...new Set(found)];
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(path);
        return looksCheckable.test(entry.name) || configFile.test(entry.name) ? [path] : [];
      }),
  );
  return found.flat();
}
