import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";

/** Where a program may be: on the PATH, or in folders that packages use and that are on nobody's PATH. */
export interface Program {
  readonly name: string;
  /** What other packagers call it. */
  readonly otherName?: string;
  /** Globs; of several matches the last one by version wins. */
  readonly folders?: readonly string[];
}

/** The program's absolute path, or undefined. */
export function findProgram(program: Program, env: Environment): string | undefined {
  const { name, otherName = name, folders = [] } = program;
  const packaged = folders.flatMap((pattern) => globSync(join(pattern, name)).toSorted(byVersion));
  const onPath = (env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => [join(folder, name), join(folder, otherName)]);
  return [...packaged.toReversed(), ...onPath].find(isExecutable);
}

/** The program's absolute path; a missing one is an error that names the remedy. */
export function requireProgram(program: Program, env: Environment): string {
  const found = findProgram(program, env);
  if (found !== undefined) return found;
  const places = ["the PATH", ...(program.folders ?? [])].join(", ");
  throw new CliError(
    "E_PROGRAM_MISSING",
    `${program.name}: not found in ${places}; install the package that brings it`,
  );
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
