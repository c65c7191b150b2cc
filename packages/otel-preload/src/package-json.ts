import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The application's own package.json: the nearest one at or above its main script (or the working directory) that has a name. */
export function findAppPackage(mainScript: string | undefined, cwd: string): PackageJson {
  // From the script itself, not its folder: `node .` names the folder.
  for (let folder = mainScript === undefined ? cwd : resolve(cwd, mainScript); ;) {
    const found = readPackageJson(folder);
    if (found?.name !== undefined) return found;
    const parent = dirname(folder);
    if (parent === folder) return {};
    folder = parent;
  }
}

/** `undefined` when the folder has none or it cannot be read. */
export function readPackageJson(folder: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
  } catch {
    return undefined;
  }
}
