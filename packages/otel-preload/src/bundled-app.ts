import { closeSync, openSync, readSync } from "node:fs";
import * as diag from "./diag.ts";
import { seenLibraries } from "./module-hook/index.ts";

const lookAfterMillis = 3000;
const headBytes = 256 * 1024;
/** What esbuild, rollup with commonjs, webpack and ncc leave in their output. */
const marks =
  /^\/\/ (?:\.\.\/)*node_modules\/|__webpack_require__|__commonJS\(|__nccwpck_require__|getDefaultExportFromCjs/mu;

/**
 * An application bundled into one file loads no library through Node, so nothing of it can be instrumented but http and
 * fetch. Said once, a little after start when no library was seen, because silence would look like a quiet service.
 */
export function watchForBundledApp(mainScript: string | undefined): void {
  if (mainScript === undefined) return;
  const look = (): void => {
    if (seenLibraries().length > 0 || !marks.test(readHead(mainScript))) return;
    diag.warnOnce(
      `${mainScript} looks bundled into one file: only http and fetch are seen, the libraries inside are not. ` +
        "Keep them outside the bundle (esbuild --packages=external, webpack-node-externals).",
    );
  };
  setTimeout(look, lookAfterMillis).unref();
  process.once("beforeExit", look);
}

function readHead(file: string): string {
  try {
    const descriptor = openSync(file, "r");
    try {
      const buffer = Buffer.alloc(headBytes);
      return buffer.toString("latin1", 0, readSync(descriptor, buffer, 0, headBytes, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}
