import { sep } from "node:path";
import { readPackageJson } from "../package-json.ts";

/** A file of an installed package. */
export interface PackageFile {
  /** `pg`, `@nestjs/core` */
  readonly packageName: string;
  /** With forward slashes, relative to the package's folder: `lib/client.js` */
  readonly path: string;
  readonly folder: string;
}

const marker = `${sep}node_modules${sep}`;

/** Splits a file name at its last `node_modules`; `undefined` for files of the application itself. Works for npm's, yarn's and pnpm's layouts. */
export function packageFileOf(filename: string): PackageFile | undefined {
  const at = filename.lastIndexOf(marker);
  if (at < 0) return undefined;
  const start = at + marker.length;
  let end = filename.indexOf(sep, start);
  if (end > 0 && filename[start] === "@") end = filename.indexOf(sep, end + 1);
  if (end < 0) return undefined;
  const packageName = filename.slice(start, end);
  const path = filename.slice(end + 1);
  return {
    packageName: sep === "/" ? packageName : packageName.replaceAll(sep, "/"),
    path: sep === "/" ? path : path.replaceAll(sep, "/"),
    folder: filename.slice(0, end),
  };
}

const versions = new Map<string, string>();

/** The version in the package's package.json, `0.0.0` when it has none. */
export function packageVersion(folder: string): string {
  let version = versions.get(folder);
  if (version === undefined) {
    version = readPackageJson(folder)?.version ?? "0.0.0";
    versions.set(folder, version);
  }
  return version;
}
