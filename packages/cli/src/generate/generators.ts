import { composeFiles } from "./compose.ts";
import type { Generator } from "./generator.ts";
import { lockfile } from "./lockfile.ts";
import { mixinFiles } from "./mixin.ts";
import { readme } from "./readme.ts";

/** Every generated file; `npm run generate` writes them, `npm test` compares them. */
export const generators: readonly Generator[] = [lockfile, readme, ...composeFiles, ...mixinFiles];
