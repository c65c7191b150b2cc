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
  "turbo",
  "nx",
  "lerna",
  "@nestjs/cli",
  "npm-run-all",
  "npm-run-all2",
  "concurrently",
  "nodemon",
  "tsx",
  "ts-node-dev",
  "node-dev",
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
  "tinypool",
  "jest",
  "jest-cli",
  "jest-worker",
  "mocha",
  "ava",
  "c8",
  "nyc",
  "playwright",
  "@playwright/test",
  "@org/otel-cli",
]);

/** pm2 runs applications in files of its own, so only these of them are the tool. */
const toolFiles: ReadonlySet<string> = new Set(["pm2/bin/pm2", "pm2/lib/Daemon.js"]);

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
  const file = packageFileOf(realPath(mainScript));
  return file !== undefined && (tools.has(file.packageName) || toolFiles.has(`${file.packageName}/${file.path}`));
}

/** `/usr/bin/npm` is a link into npm's package. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
