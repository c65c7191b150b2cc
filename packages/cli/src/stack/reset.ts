import { rm } from "node:fs/promises";
import type { Io } from "../io.ts";
import { composeReset } from "./compose.ts";
import { downStack } from "./down.ts";
import { stackPaths, type StackId } from "./home.ts";
import { readState } from "./state.ts";

/** Stops the stack and deletes all that it keeps: data, logs, configuration and secrets. */
export async function resetStack(id: StackId, io: Io): Promise<void> {
  const paths = await stackPaths(id);
  const state = await readState(paths.stateFile);
  if (state?.engine === "compose") await composeReset(state, id.env, io);
  await downStack(id, io);
  await rm(paths.serviceData, { recursive: true, force: true });
  await rm(paths.root, { recursive: true, force: true });
}
