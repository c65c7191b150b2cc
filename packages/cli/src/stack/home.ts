import { createHash } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { reachableByOthers } from "../process/account.ts";
import type { Environment } from "../process/start.ts";

/** Which stack is meant: several may run side by side, each with its own ports and its own folder. */
export interface StackId {
  readonly env: Environment;
  readonly portOffset: number;
}

/** Where one stack keeps everything: nothing of it is anywhere else, but for {@link serviceDataRoot}. */
export interface StackPaths {
  readonly root: string;
  readonly config: string;
  readonly data: string;
  /** Data of servers that run as accounts of their own; `data`, unless they could not get there. */
  readonly serviceData: string;
  readonly logs: string;
  readonly secrets: string;
  readonly stateFile: string;
  readonly lockFile: string;
}

// Where root's servers keep their data when root's home folder is closed to them, as it is on most systems.
const systemData = "/var/lib/otelstack";

/** The folder of all stacks: `OTELSTACK_HOME`, else the place the XDG specification names for state. */
export function stackHome(env: Environment): string {
  const home = env["HOME"] ?? homedir();
  const state = env["XDG_STATE_HOME"] || join(home, ".local", "state");
  return env["OTELSTACK_HOME"] || join(state, "otelstack");
}

/** The paths of one stack. */
export async function stackPaths({ env, portOffset }: StackId): Promise<StackPaths> {
  const home = stackHome(env);
  const root = join(home, `offset-${portOffset}`);
  const data = join(root, "data");
  return {
    root,
    data,
    config: join(root, "config"),
    serviceData: await serviceDataRoot(home, portOffset),
    logs: join(root, "logs"),
    secrets: join(root, "secrets"),
    stateFile: join(root, "state.json"),
    lockFile: join(root, "lock"),
  };
}

async function serviceDataRoot(home: string, portOffset: number): Promise<string> {
  const own = join(home, `offset-${portOffset}`, "data");
  // The home folder itself counts when it is there already: somebody may have made it private.
  if (process.getuid?.() !== 0 || (await reachableByOthers(join(home, "any")))) return own;
  const key = createHash("sha256").update(home).digest("hex").slice(0, 12);
  return join(systemData, key, `offset-${portOffset}`);
}

/** Makes the folders: ours alone, but passable for servers that root runs as accounts of their own. */
export async function createFolders(paths: StackPaths): Promise<void> {
  const passable = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(join(paths.root, ".."), { recursive: true, mode: passable });
  for (const folder of [paths.root, paths.data, paths.serviceData]) await createFolder(folder, passable);
  for (const folder of [paths.config, paths.logs, paths.secrets]) await createFolder(folder, 0o700);
}

async function createFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
  // The mode of mkdir is cut by the umask, and does nothing for a folder that is there.
  await chmod(folder, mode);
}
