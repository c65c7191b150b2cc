import { syncFolder } from "../generate/folder.ts";
import type { Io } from "../io.ts";
import { isRunning } from "../process/family.ts";
import type { ChosenConfig } from "./config.ts";
import type { PartContext, PartName } from "./part.ts";
import { nativeTarget } from "./parts.ts";
import { concernedBy, reloadPart, type Reloadable } from "./reload.ts";
import { renderStack } from "./render.ts";
import { writeState, type PartState, type StackState } from "./state.ts";

/** Writes what the parts of a native stack read; returns the paths that have changed. */
export async function writeNative({
  config,
  ports,
  paths,
}: Pick<PartContext, "config" | "ports" | "paths">): Promise<string[]> {
  const { written, removed } = await syncFolder(paths.config, renderStack(nativeTarget({ ports, paths }), config));
  return [...written, ...removed];
}

/** Makes running parts read what has changed, and names those that must start again for it. */
export async function applyNative(changed: readonly string[], state: StackState, io: Io): Promise<void> {
  const { reload, restart } = concernedBy(changed);
  const running = (name: PartName): PartState | undefined =>
    state.parts.find((part) => part.name === name && isRunning(part));
  for (const part of reload) {
    const own = running(part);
    if (own !== undefined) await reloadPart(requestTo(part, own, state), io);
  }
  if (changed.some((path) => path.startsWith("rules/loki/")) && running("loki") !== undefined) {
    io.out("loki: looks for changed rules by itself, within a minute");
  }
  const late = restart.filter((part) => running(part) !== undefined);
  if (late.length === 0) return;
  io.out(
    `${late.join(", ")}: a part of the new configuration holds from the next start (otelstack down, otelstack up)`,
  );
}

function requestTo(part: Reloadable, { pid, logFile }: PartState, { urls }: StackState) {
  return { part, url: urls[part], ask: () => void process.kill(pid, "SIGHUP"), logFile };
}

/** Gives a stack that is up another configuration, and its state what has to be remembered of it. */
export async function reconfigureNative(chosen: ChosenConfig, previous: StackState, io: Io): Promise<StackState> {
  const { configFile: _file, metricIntervalMillis: _interval, ...rest } = previous;
  const state = { ...rest, ...chosen.remembered };
  await writeState(state);
  await applyNative(await writeNative({ ...state, config: chosen.config }), state, io);
  return state;
}
