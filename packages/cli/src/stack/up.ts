import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import { composeUp } from "./compose.ts";
import { chooseEngine } from "./engine.ts";
import { createFolders, stackPaths } from "./home.ts";
import { nativeUp } from "./native-up.ts";
import type { UpOptions } from "./options.ts";
import type { StackState } from "./state.ts";

/** Brings the stack up, or what is missing of it, and waits until every part is ready. A failed part is a CliError, and nothing it started is left. */
export async function upStack(options: UpOptions, io: Io): Promise<StackState> {
  const engine = await chooseEngine(options.engine ?? "auto", options.env);
  const paths = await stackPaths(options);
  await createFolders(paths);
  const up = engine === "compose" ? composeUp : nativeUp;
  return withLock(paths.lockFile, waitingFor(io), () => up(options, paths, io));
}

/** Tells a person why nothing happens: another command is at work on the same stack. */
export function waitingFor(io: Io): (pid: number) => void {
  return (pid) => io.out(`process ${pid} is at work on this stack, waiting for it`);
}
