import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { isRunning } from "../process/family.ts";
import { lastLines } from "../process/log.ts";
import { downStack } from "../stack/down.ts";
import type { Engine } from "../stack/engine.ts";
import type { UpOptions } from "../stack/options.ts";
import { readState, type StackState } from "../stack/state.ts";
import { upStack } from "../stack/up.ts";
import type { Arguments, Command, CommandContext } from "./command.ts";
import { configFileOf, configOption, offsetFlag, partNameOf, portOffset, stackIdOf, yes } from "./shared.ts";
import { showStatus } from "./status.ts";

const watchMillis = 1_000;
const shownLogLines = 15;

export const up: Command = {
  name: "up",
  summary: "start the stack, or what is missing of it, and wait until every part is healthy",
  details: [
    "Runs in containers when a container engine with compose answers, else as processes of this machine;",
    "those are built once from pinned sources (about 11 minutes on 2 cores) and kept in ~/.cache/otelstack.",
    "Data, logs, configuration and secrets: $OTELSTACK_HOME, by default ~/.local/state/otelstack.",
    "A stack that is up reads a changed configuration when `up` is called again.",
  ],
  options: {
    demo: {
      type: "boolean",
      description: "also PostgreSQL, Redis and RabbitMQ for the example shop, and their exporters",
    },
    foreground: { type: "boolean", description: "stay, report a part that dies, and stop the stack on Ctrl-C" },
    "port-offset": portOffset,
    config: configOption,
    without: {
      type: "string",
      value: "PARTS",
      description: "leave parts out, separated by commas; bugsink is optional",
    },
    native: { type: "boolean", description: "as processes, even where a container engine answers" },
    compose: { type: "boolean", description: "in containers, or fail" },
    yes,
  },
  positionals: [],
  run: async (args, context) => {
    const options = await upOptions(args, context);
    const state = await upStack(options, context.io);
    await showStatus(options, context.io);
    if (args.flag("foreground")) return stay(state, options, context);
    context.io.out(`otelstack down${offsetFlag(options)} stops it and keeps its data`);
    return 0;
  },
};

/** What the flags of `up` and `demo` say. */
export async function upOptions(args: Arguments, context: CommandContext): Promise<UpOptions> {
  return {
    ...stackIdOf(args, context),
    demo: args.flag("demo"),
    without: (args.value("without") ?? "")
      .split(",")
      .filter((name) => name !== "")
      .map(partNameOf),
    engine: engineOf(args),
    configFile: await configFileOf(args),
    ask: args.flag("yes") ? undefined : context.ask,
    signal: context.signal,
  };
}

function engineOf(args: Arguments): Engine | "auto" {
  const [native, compose] = [args.flag("native"), args.flag("compose")];
  if (native && compose) throw new CliError("E_ARGUMENT", "--native and --compose: expected one of the two");
  if (native) return "native";
  return compose ? "compose" : "auto";
}

async function stay(state: StackState, options: UpOptions, { io, signal }: CommandContext): Promise<number> {
  io.out("Ctrl-C stops the stack and keeps its data");
  const told = new Set<number>();
  while (!signal.aborted) {
    // Read again each time: another terminal may have started a dead part anew, or stopped the stack.
    const now = await readState(state.paths.stateFile);
    if (now === undefined) {
      io.out("stopped by another command");
      return 0;
    }
    for (const part of now.parts) {
      if (told.has(part.pid) || isRunning(part)) continue;
      told.add(part.pid);
      await tellDeath(part, io);
    }
    await delay(watchMillis, undefined, { signal }).catch(() => {});
  }
  await downStack(options, io);
  io.out("stopped");
  return 0;
}

async function tellDeath({ name, logFile }: StackState["parts"][number], io: Io): Promise<void> {
  io.err(`${name} has died. Last lines of ${logFile}:`);
  for (const line of await lastLines(logFile, shownLogLines)) io.err(`  ${line}`);
  io.err("otelstack up in another terminal starts it again");
}
