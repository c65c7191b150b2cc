import { Hook } from "import-in-the-middle";
import { register, supportsSyncHooks } from "import-in-the-middle/register-hooks.mjs";
import * as diag from "../../diag.ts";
import { guarded } from "../lib/wrap.ts";
import { instanceOf } from "./instance.ts";

/** Changes ES modules when they are imported, where Node has hooks without a thread. */
export function hookModules(wanted: string[]): void {
  if (!supportsSyncHooks()) {
    diag.warnOnce(
      `${wanted.join(", ")}: not instrumented when imported as an ES module by Node ${process.versions.node}; use Node 22.22.3, 24.11.1 or later, or require() it`,
    );
    return;
  }
  guarded("instrumentation of ES modules", () => {
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
