import { access } from "node:fs/promises";
import type { Io } from "../io.ts";
import { familyOf } from "../process/family.ts";
import { withLock } from "../process/lock.ts";
import { composeDown } from "./compose.ts";
import { stackPaths, type StackId } from "./home.ts";
import { readState, removeState } from "./state.ts";
import { stopParts } from "./stop-parts.ts";
import { waitingFor } from "./up.ts";

/** Stops the stack and leaves its data. Tells whether there was anything to stop. A process that cannot be ended is a CliError. */
export async function downStack(id: StackId, io: Io): Promise<boolean> {
  const paths = await stackPaths(id);
  if (!(await exists(paths.root))) return false;
  return withLock(paths.lockFile, waitingFor(io), async () => {
    const state = await readState(paths.stateFile);
    if (state === undefined) return false;
    if (state.engine === "compose") {
      await composeDown(state, id.env, io);
      return true;
    }
    // A part whose own process was killed may have left others of its group.
    const running = state.parts.filter((part) => familyOf(part).length > 0);
    io.out(`stopping ${running.length} parts`);
    await stopParts(running, io);
    await removeState(paths.stateFile);
    return true;
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
