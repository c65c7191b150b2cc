import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { withLock } from "../process/lock.ts";
import { composeUp } from "./compose.ts";
import { chooseConfig } from "./config.ts";
import { stackPaths } from "./home.ts";
import { reconfigureNative } from "./native-config.ts";
import type { UpOptions } from "./options.ts";
import { readState, type StackState } from "./state.ts";
import { waitingFor } from "./up.ts";

/** Gives a running stack another configuration, without starting anything. A mistake in it is a CliError, and then nothing has changed. */
export async function reconfigureStack(options: UpOptions, io: Io): Promise<StackState> {
  const paths = await stackPaths(options);
  const notUp = new CliError(
    "E_NOT_UP",
    "--reload: no stack is up here; otelstack up starts one with this configuration",
  );
  if ((await readState(paths.stateFile)) === undefined) throw notUp;
  return withLock(paths.lockFile, waitingFor(io), async () => {
    const previous = await readState(paths.stateFile);
    if (previous === undefined) throw notUp;
    const chosen = await chooseConfig(options, previous);
    if (previous.engine === "compose") {
      const { demo, sentryDsn } = previous;
      const without = sentryDsn === undefined ? (["bugsink"] as const) : [];
      return composeUp({ ...options, ...chosen, demo, without }, paths, io);
    }
    return reconfigureNative(chosen, previous, io);
  });
}
