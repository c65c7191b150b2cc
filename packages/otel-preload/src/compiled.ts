import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import type { CodeCache } from "./code-cache.ts";

type Wrapper = (
  ...scope: [exports: unknown, require: NodeJS.Require, module: Module, file: string, folder: string]
) => void;

export interface Compiled {
  readonly exports: unknown;
  /** Keeps the compiled form, with all functions that have run by now; nothing where it came from the cache. */
  readonly keep: () => void;
}

/** What `require()` does with a CommonJS file of ours, which is ASCII, without compiling it again. */
export function requireCompiled(file: string, cache: CodeCache): Compiled {
  const cachedData = cache.read();
  const source = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(file, "latin1")}\n})`;
  const script = new Script(source, { filename: file, ...(cachedData !== undefined && { cachedData }) });
  const require = createRequire(file);
  const module = new Module(file);
  Object.assign(module, { filename: file });
  // The parts that are loaded later require this one.
  require.cache[file] = module;
  (script.runInThisContext() as Wrapper)(module.exports, require, module, file, dirname(file));
  Object.assign(module, { loaded: true });
  const isCurrent = cachedData !== undefined && script.cachedDataRejected !== true;
  return { exports: module.exports, keep: () => isCurrent || cache.write(() => script.createCachedData()) };
}
