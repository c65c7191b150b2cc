import { realpathSync } from "node:fs";
import { packageFileOf } from "./module-hook/package-file.ts";

/** Programs that developers and CI start around an application: package managers, compilers, linters, test runners' front ends. */
const tools: ReadonlySet<string> = new Set([
  "npm",
  "pnpm",
  "yarn",
  "@yarnpkg/cli",
  "@yarnpkg/cli-dist",
  "corepack",
  "bun",
  "node-gyp",
  "npm-run-all",
  "npm-run-all2",
  "concurrently",
  "nodemon",
  "typescript",
  "tsup",
  "esbuild",
  "rollup",
  "rolldown",
  "webpack",
  "webpack-cli",
  "vite",
  "@swc/cli",
  "@babel/cli",
  "eslint",
  "prettier",
  "oxlint",
  "oxfmt",
  "@biomejs/biome",
  "husky",
  "lint-staged",
  "knip",
  "publint",
  "rimraf",
  "cross-env",
  "dotenv-cli",
  "vitest",
  "jest",
  "mocha",
  "ava",
  "c8",
  "nyc",
  "playwright",
  "@playwright/test",
  "@org/otel-cli",
]);

/** Flags with which Node itself is the tool. */
const toolFlags: ReadonlySet<string> = new Set([
  "-p",
  "--print",
  "-pe",
  "-c",
  "--check",
  "-i",
  "--interactive",
  "--test",
]);

/**
 * True for a process that is not an application: no script at all (REPL, `node -p`), a syntax check, or the command of
 * a known tool. `mainScript` is `process.argv[1]`, `flags` is `process.execArgv`.
 */
export function isToolProcess(mainScript: string | undefined, flags: readonly string[]): boolean {
  if (flags.some((flag) => toolFlags.has(flag))) return true;
  if (mainScript === undefined) return !flags.some((flag) => flag === "-e" || flag === "--eval" || flag === "-");
  const owner = packageFileOf(realPath(mainScript))?.packageName;
  return owner !== undefined && tools.has(owner);
}

/** `/usr/bin/npm` is a link into npm's package. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
