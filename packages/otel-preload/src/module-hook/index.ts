import Module from "node:module";
import * as diag from "../diag.ts";
import { type PackageFile, packageFileOf, packageVersion } from "./package-file.ts";

/** A change to what one file of a package exports. */
export interface FilePatch {
  readonly packageName: string;
  /** Relative to the package, with its extension: `lib/client.js`. */
  readonly path: string;
  /** First and last major version it was written for and tested with. */
  readonly majors: readonly [number, number];
  /** Gets what the file exports, returns what it shall export (often the same object, changed in place). */
  patch(exports: unknown, version: string): unknown;
}

/** Finds the patches of a file of a package when it is loaded. */
export type PatchFinder = (file: PackageFile) => readonly FilePatch[] | undefined;

/** Thrown by a patch that finds a library it was not written for. */
export class UnsupportedVersion extends Error {}

/** What was seen of each instrumented library, for `doctor` and the notes on stderr. */
export interface SeenLibrary {
  readonly packageName: string;
  readonly version: string;
  readonly state: "instrumented" | "unsupported version" | "failed";
}

type Loader = (this: unknown, module: { exports: unknown }, filename: string) => void;
interface ModuleInternals {
  readonly _extensions: Record<string, Loader>;
}

const seen = new Map<string, SeenLibrary>();

export function seenLibraries(): readonly SeenLibrary[] {
  return [...seen.values()];
}

/**
 * Runs `findPatches` for every CommonJS file of a package after it was evaluated. It sits on `Module._extensions[".js"]`,
 * the one place that `require()` and an `import` of a CommonJS package both pass (Node 22.15 to 26, with `--import` and
 * with `--require`), once per file and not once per `require` call. Why not require-in-the-middle: docs/decisions/0002.
 */
export function installModuleHook(findPatches: PatchFinder): void {
  const { _extensions: extensions } = Module as unknown as ModuleInternals;
  const original = extensions[".js"];
  if (original === undefined) return;
  extensions[".js"] = function load(module, filename) {
    original.call(this, module, filename);
    const file = packageFileOf(filename);
    if (file !== undefined) applyPatches(module, file, findPatches);
  };
}

function applyPatches(module: { exports: unknown }, file: PackageFile, findPatches: PatchFinder): void {
  try {
    for (const patch of findPatches(file) ?? []) {
      if (patch.packageName === file.packageName && patch.path === file.path) applyPatch(module, file, patch);
    }
  } catch (thrown) {
    if (thrown instanceof UnsupportedVersion) return skip(file, thrown.message);
    remember(file, "failed");
    diag.warnOnce(`${file.packageName} could not be instrumented: ${diag.describeError(thrown)}; it runs as it is`);
  }
}

function applyPatch(module: { exports: unknown }, file: PackageFile, patch: FilePatch): void {
  const version = packageVersion(file.folder);
  const major = Number.parseInt(version, 10);
  if (major < patch.majors[0] || major > patch.majors[1]) {
    const [first, last] = patch.majors;
    skip(file, `expected version ${first === last ? first : `${first} to ${last}`}`);
    return;
  }
  module.exports = patch.patch(module.exports, version);
  remember(file, "instrumented");
}

function skip(file: PackageFile, reason: string): void {
  remember(file, "unsupported version");
  diag.warnOnce(`${file.packageName} ${packageVersion(file.folder)} is not instrumented: ${reason}; it runs as it is`);
}

function remember(file: PackageFile, state: SeenLibrary["state"]): void {
  seen.set(`${file.packageName} ${file.folder}`, {
    packageName: file.packageName,
    version: packageVersion(file.folder),
    state,
  });
}
