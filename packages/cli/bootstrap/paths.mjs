import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const binFolder = join(root, "node_modules", ".bin");
/** The project's own Node: the one on the PATH only has to install it. */
export const projectNode = join(binFolder, "node");

/**
 * The environment in which every child runs: `#!/usr/bin/env node` must find the project's Node first.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnv(extra) {
  return { ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH ?? ""}`, ...extra };
}
