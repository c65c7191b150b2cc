import { writeSync } from "node:fs";

/** A thread's `process.stderr` goes through the main thread, which may be gone by then: straight to the descriptor. */
export function writeStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Closed, or full: a line of ours is not worth waiting for.
  }
}
