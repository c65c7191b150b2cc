import { createRequire } from "node:module";
import type * as Iitm from "import-in-the-middle";
import type * as Hooks from "import-in-the-middle/register-hooks.mjs";
import * as diag from "../../diag.ts";
import type { PackageJson } from "../../package-json.ts";
import { guarded } from "../lib/wrap.ts";
import { instanceOf } from "./instance.ts";

const load = createRequire(import.meta.url);

/** Libraries that an `import` gets as ES modules, which no hook for CommonJS sees. */
const modules: readonly string[] = ["openai"];

/**
 * ES modules can only be changed by a hook into the loader, and that looks at every module of the application: it is
 * there only for applications whose package.json names such a library, and where Node has hooks without a thread.
 */
export function startModules({ dependencies = {} }: PackageJson, isEnabled: (name: string) => boolean): void {
  const wanted = modules.filter((name) => Object.hasOwn(dependencies, name) && isEnabled(name));
  if (wanted.length === 0) return;
  const { supportsSyncHooks } = load("import-in-the-middle/supports-sync-hooks.mjs") as Pick<
    typeof Hooks,
    "supportsSyncHooks"
  >;
  if (!supportsSyncHooks()) {
    diag.warnOnce(
      `${wanted.join(", ")}: not instrumented when imported as an ES module by Node ${process.versions.node}; use Node 22.22.3, 24.11.1 or later, or require() it`,
    );
    return;
  }
  guarded("instrumentation of ES modules", () => {
    const { register } = load("import-in-the-middle/register-hooks.mjs") as typeof Hooks;
    const { Hook } = load("import-in-the-middle") as typeof Iitm;
    register({ include: wanted });
    // oxlint-disable-next-line no-new -- it registers itself
    new Hook(wanted, (exports, name, folder) => patch(exports, name, folder ?? ""));
  });
}

function patch(exports: object, name: string, folder: string): unknown {
  const { instrumentation, definitions } = instanceOf(name);
  const definition = definitions.find((candidate) => candidate.name === name);
  return definition === undefined ? exports : instrumentation._onRequire(definition, exports, name, folder);
}
