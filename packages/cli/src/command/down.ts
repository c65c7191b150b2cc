import { readdir } from "node:fs/promises";
import { downStack } from "../stack/down.ts";
import { stackHome, stackPaths } from "../stack/home.ts";
import { readState } from "../stack/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { portOffset, stackIdOf } from "./shared.ts";

export const down: Command = {
  name: "down",
  summary: "stop the stack; its data stays",
  details: ["The collector is stopped first, so that what it holds still reaches its backends."],
  options: { "port-offset": portOffset },
  positionals: [],
  run: async (args, context) => {
    const id = stackIdOf(args, context);
    const { io } = context;
    if (await downStack(id, io)) {
      io.out("stopped; no process is left, the data is kept");
      return 0;
    }
    io.out("nothing was up");
    for (const offset of await otherStacks(context)) {
      io.out(`another stack is: otelstack down --port-offset ${offset}`);
    }
    return 0;
  },
};

async function otherStacks({ env }: CommandContext): Promise<number[]> {
  const names = await readdir(stackHome(env)).catch(() => []);
  const offsets = names.flatMap((name) => /^offset-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  const states = await Promise.all(
    offsets.map(async (offset) => readState((await stackPaths({ env, portOffset: offset })).stateFile)),
  );
  return offsets.filter((_, index) => states[index] !== undefined);
}
