import type { StackState } from "../stack/state.ts";
import type { Maker } from "./bundle.ts";
import { startView, type View } from "./start.ts";

/**
 * Runs `work` with the viewer beside it. The viewer may take a minute to be made, and may fail, without holding `work`
 * up: it gets a promise of the address that opens it, undefined when there is none.
 */
export async function withView<Result>(
  state: StackState,
  maker: Maker,
  work: (address: Promise<string | undefined>) => Promise<Result>,
): Promise<Result> {
  // In compose Grafana itself is there.
  const view = state.engine === "compose" ? Promise.resolve(undefined) : tryView(state, maker);
  try {
    return await work(view.then((opened) => opened?.openUrl));
  } finally {
    await (await view)?.close();
  }
}

async function tryView(state: StackState, maker: Maker): Promise<View | undefined> {
  try {
    return await startView(state, maker);
  } catch (error) {
    // Ended by a person, it needs no word.
    if (!maker.signal.aborted) maker.io.err(`without pages in the browser: ${(error as Error).message}`);
    return undefined;
  }
}
