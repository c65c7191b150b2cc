import type { PackageJson } from "../../package-json.ts";
import { loadPart } from "../../part.ts";
import type * as EsmHook from "./esm-hook.ts";

/** Libraries that an `import` gets as ES modules, which no hook for CommonJS sees. */
const modules: readonly string[] = ["openai"];

/**
 * ES modules can only be changed by a hook into the loader, and that looks at every module of the application: it is
 * there only for applications whose package.json names such a library.
 */
export function startModules({ dependencies = {} }: PackageJson, isEnabled: (name: string) => boolean): void {
  const wanted = modules.filter((name) => Object.hasOwn(dependencies, name) && isEnabled(name));
  if (wanted.length > 0) (loadPart("esm-hook") as typeof EsmHook).hookModules(wanted);
}
