import { createRequire } from "node:module";
import { join } from "node:path";
import { type FilePatch, UnsupportedVersion } from "../module-hook/index.ts";
import type { PackageFile } from "../module-hook/package-file.ts";
import { type Definition, type Instance, instanceOf } from "./upstream/instance.ts";
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
  const instance = instanceOf(name);
  const meant = instance.definitions.flatMap((definition) => {
    const known = definition.name === file.packageName ? nameFor(definition, file) : undefined;
    return known === undefined ? [] : [{ definition, known }];
  });
  // A library may have a definition for each of its layouts.
  const fitting = meant.filter(({ definition }) => isSupported(instance, definition, file));
  if (meant.length > 0 && fitting.length === 0) return [patchOf(file, () => refuse(meant[0]?.definition))];
  return fitting.map(({ definition, known }) =>
    patchOf(file, (exports) => instance.instrumentation._onRequire(definition, exports, known, file.folder)),
  );
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

function isSupported(
  { instrumentation }: Instance,
  { name, supportedVersions }: Definition,
  file: PackageFile,
): boolean {
  let supported = false;
  instrumentation._onRequire({ name, supportedVersions, patch: () => (supported = true) }, {}, name, file.folder);
  return supported;
}

function refuse(definition: Definition | undefined): never {
  throw new UnsupportedVersion(`written for ${definition?.supportedVersions.join(" or ")}`);
}

/** For every version: the definition knows which. */
function patchOf({ packageName, path }: PackageFile, patch: FilePatch["patch"]): FilePatch {
  return { packageName, path, majors: [0, Number.POSITIVE_INFINITY], patch };
}
