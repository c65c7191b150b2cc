import { dirname, join, resolve } from "node:path";
import { readPackageJson } from "./package-json.ts";

/** Where all copies of OpenTelemetry's API of one major version meet. */
const globalKey = Symbol.for("opentelemetry.js.api.1");

interface ApiGlobal {
  readonly version: string;
}

/**
 * A copy of the API takes what was registered with a version that is its own or newer, and does nothing otherwise. Ours
 * is in the bundle, so an application may have a newer one: what we registered is then said to be of that version.
 */
export function meetNewerApi(mainScript: string | undefined, cwd: string): void {
  const globals = globalThis as unknown as Record<symbol, ApiGlobal | undefined>;
  const registered = globals[globalKey];
  const found = findApiVersion(mainScript === undefined ? cwd : resolve(cwd, mainScript));
  if (registered === undefined || found === undefined || !isNewer(found, registered.version)) return;
  globals[globalKey] = { ...registered, version: found };
}

/** That of the copy which the application's own files get. */
function findApiVersion(from: string): string | undefined {
  for (let folder = from; ;) {
    const found = readPackageJson(join(folder, "node_modules", "@opentelemetry", "api"))?.version;
    if (found !== undefined) return found;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

/** Of the same major version, without a tag: the API itself refuses all others. */
function isNewer(version: string, than: string): boolean {
  if (!/^1\.\d+\.\d+$/u.test(version)) return false;
  const minor = (text: string): number => Number(text.split(".")[1]);
  return minor(version) > minor(than);
}
