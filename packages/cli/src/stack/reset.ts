import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
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
  await removeEmpty(dirname(paths.serviceData), 2);
}

/** Removes a folder and those above it, as long as they are empty: others may keep their stacks beside ours. */
async function removeEmpty(folder: string, levels: number): Promise<void> {
  if (levels === 0) return;
  const isRemoved = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (isRemoved) await removeEmpty(dirname(folder), levels - 1);
}
