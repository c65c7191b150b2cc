import type { Io } from "../io.ts";
import { terminate } from "../process/terminate.ts";
import { CliError } from "../error.ts";
import { partNamed } from "./parts.ts";
import type { PartState } from "./state.ts";

/** Stops parts in the order of the flow: the collector alone first, so that what it holds still finds its backends. */
export async function stopParts(running: readonly PartState[], io: Io): Promise<void> {
  const first = running.filter((part) => part.name === "collector");
  const rest = running.filter((part) => part.name !== "collector");
  const left: string[] = [];
  for (const stage of [first, rest]) {
    left.push(...(await Promise.all(stage.map((part) => stopPart(part, io)))).flat());
  }
  if (left.length === 0) return;
  throw new CliError("E_LEFT", `still running, and not ours to end: ${left.join(", ")}`);
}

async function stopPart(state: PartState, io: Io): Promise<string[]> {
  const { stopSignal: signal, stopTimeoutMillis: timeoutMillis } = partNamed(state.name);
  const { forced, left } = await terminate(state, { signal, timeoutMillis });
  if (forced) {
    io.err(`${state.name}: did not end within ${timeoutMillis / 1000} s of ${signal}, ended by force`);
  }
  return left.map((pid) => `${state.name} (process ${pid})`);
}
