import { fileURLToPath } from "node:url";

// The built file beside built files, the source beside sources.
const main = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url));

/** The command line of the guard of one stack. */
export function guardProgram(portOffset: number): [file: string, ...args: string[]] {
  return [process.execPath, main, "--port-offset", String(portOffset)];
}
