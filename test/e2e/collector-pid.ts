import { inject } from "vitest";
import { readState } from "../../packages/cli/src/stack/state.ts";

/** The collector's process as it runs now: another test may have ended the one that the stack began with. */
export async function collectorPid(): Promise<number> {
  const state = await readState(inject("stack").paths.stateFile);
  const part = state?.parts.find(({ name }) => name === "collector");
  if (part === undefined) throw new Error("the stack's state names no collector");
  return part.pid;
}
