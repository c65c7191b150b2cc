import { createRequire } from "node:module";
import { join } from "node:path";
import { type FilePatch, UnsupportedVersion } from "../module-hook/index.ts";
import type { PackageFile } from "../module-hook/package-file.ts";
import { type Definition, type Instrumentation, instanceOf } from "./upstream/instance.ts";
import { upstream } from "./upstream/table.ts";

/** The short names of all. */
export const upstreamNames: readonly string[] = Object.keys(upstream);

const owners: ReadonlyMap<string, string> = new Map(
  Object.entries(upstream).flatMap(([name, { packages }]) =>
    packages.map((packageName) => [packageName, name] as const),
  ),
);

/** The short name of the upstream instrumentation that is for a package. */
export function upstreamOwner(packageName: string): string | undefined {
  return owners.get(packageName);
}

/** What the instrumentation of that name does to a file. It is loaded when the first file of one of its packages is. */
export function upstreamPatches(name: string, file: PackageFile): FilePatch[] {
  const { instrumentation, definitions } = instanceOf(name);
  const own = definitions.filter((definition) => definition.name === file.packageName);
  const fitting = fittingOnes(instrumentation, own, file);
  if (fitting.length === 0) return mainFile(file) === file.path ? [patchOf(file, () => refuse(own))] : [];
  return fitting.flatMap((definition) => {
    const known = nameFor(definition, file);
    if (known === undefined) return [];
    return [patchOf(file, (exports) => instrumentation._onRequire(definition, exports, known, file.folder))];
  });
}

const fittingByFolder = new Map<string, readonly Definition[]>();

/** A library may have a definition for each of its layouts. The instrumentation itself knows which versions they are for. */
function fittingOnes(
  instrumentation: Instrumentation,
  own: readonly Definition[],
  { folder }: PackageFile,
): readonly Definition[] {
  let fitting = fittingByFolder.get(folder);
  if (fitting === undefined) {
    fitting = own.filter(({ name, supportedVersions }) => {
      let supported = false;
      instrumentation._onRequire({ name, supportedVersions, patch: () => (supported = true) }, {}, name, folder);
      return supported;
    });
    fittingByFolder.set(folder, fitting);
  }
  return fitting;
}

/** As the definition calls the file: by its path, or by the package's name for the file that `require(package)` loads. */
function nameFor({ name, patch, files = [] }: Definition, file: PackageFile): string | undefined {
  const listed = files.find((candidate) => candidate.name.replaceAll("\\", "/") === `${name}/${file.path}`);
  if (listed !== undefined) return listed.name;
  return patch !== undefined && mainFile(file) === file.path ? name : undefined;
}

const mainFiles = new Map<string, string | undefined>();

function mainFile({ packageName, folder }: PackageFile): string | undefined {
  if (!mainFiles.has(folder)) {
    let main: string | undefined;
    try {
      main = createRequire(join(folder, "package.json")).resolve(packageName);
    } catch {
      // Nothing for require(): its files may still be listed by name.
    }
    mainFiles.set(
      folder,
      main?.startsWith(folder) === true ? main.slice(folder.length + 1).replaceAll("\\", "/") : undefined,
    );
  }
  return mainFiles.get(folder);
}

function refuse(definitions: readonly Definition[]): never {
  throw new UnsupportedVersion(
    `written for ${definitions.flatMap(({ supportedVersions }) => supportedVersions).join(" or ")}`,
  );
}

/** For every version: the definition knows which. */
function patchOf({ packageName, path }: PackageFile, patch: FilePatch["patch"]): FilePatch {
  return { packageName, path, majors: [0, Number.POSITIVE_INFINITY], patch };
}
