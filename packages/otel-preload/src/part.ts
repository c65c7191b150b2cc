import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const load = createRequire(import.meta.url);

/** Where the bundle is: every file of ours that runs is in it. */
export const partFolder: string = dirname(fileURLToPath(import.meta.url));

/**
 * Loads a part of the preload that is a file of its own in the bundle (build/parts.ts), so that only applications that
 * need it pay for it. Synchronous: it happens while the application requires the library it is for.
 */
export function loadPart(name: string): unknown {
  return load(`./${name}.cjs`);
}
