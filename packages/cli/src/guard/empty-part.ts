import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../error.ts";
import { isRunning } from "../process/family.ts";
import { withLock } from "../process/lock.ts";
import { stackPaths, type StackId } from "../stack/home.ts";
import { ensureNative } from "../stack/native-programs.ts";
import { stackConfig } from "../stack/config.ts";
import type { Part, PartContext } from "../stack/part.ts";
import { partNamed } from "../stack/parts.ts";
import { ensureSecrets } from "../stack/secrets.ts";
import { startParts } from "../stack/start-parts.ts";
import { readState, writeState, type StackState } from "../stack/state.ts";
import { stopParts } from "../stack/stop-parts.ts";
import type { GuardedStore } from "./settings.ts";

const silent = { out: (): void => {}, err: (): void => {}, isTTY: false };

/** Stops a part, empties its data folder and starts it again. Does nothing when it, or the stack, was stopped meanwhile. */
export async function emptyPart(name: GuardedStore, id: StackId): Promise<void> {
  const paths = await stackPaths(id);
  // Nobody else starts or stops parts meanwhile.
  await withLock(
    paths.lockFile,
    () => {},
    async () => {
      const state = await readState(paths.stateFile);
      if (state === undefined) return;
      const part = partNamed(name);
      await emptyAndRestart(part, state, await contextOf(part, state, id));
    },
  );
}

async function emptyAndRestart(part: Part, state: StackState, context: PartContext): Promise<void> {
  const running = state.parts.find((one) => one.name === part.name && isRunning(one));
  if (running === undefined) return;
  // Meanwhile it is no part: not one that has died, which `status` and `up --foreground` would tell.
  const others = state.parts.filter((one) => one !== running);
  await writeState({ ...state, parts: others });
  try {
    await stopParts([running], silent);
    await emptyFolder(part.dataDir(state.paths) as string);
    await startParts({
      parts: [part],
      context,
      signal: undefined,
      onStarted: (started) => writeState({ ...state, parts: [...others, started] }),
    });
  } catch (error) {
    await writeState(state);
    throw error;
  }
}

// Before anything is stopped: a part whose program is gone could not be started again.
async function contextOf(part: Part, { ports, paths }: StackState, { env }: StackId): Promise<PartContext> {
  const { binaries } = await ensureNative([part], silent, env);
  if (binaries[part.name] === undefined) throw new CliError("E_NO_PROGRAM", `${part.name}: its program is not there`);
  const { secrets } = await ensureSecrets(paths.secrets);
  // What a user has configured is in the files that `up` has written; no guarded store has more of it in its command line.
  return { config: stackConfig(ports), ports, paths, secrets, binaries, env, io: silent };
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
