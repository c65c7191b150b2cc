import { existsSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../error.ts";
import { followLines, lastLines } from "../process/log.ts";
import { composeLogs } from "../stack/compose.ts";
import { stackPaths } from "../stack/home.ts";
import { readState } from "../stack/state.ts";
import type { Command } from "./command.ts";
import { partNameOf, portOffset, stackIdOf } from "./shared.ts";

const defaultLines = "50";

export const logs: Command = {
  name: "logs",
  summary: "what a part wrote",
  options: {
    follow: { type: "boolean", short: "f", description: "go on with what it writes, until Ctrl-C" },
    lines: { type: "string", short: "n", value: "N", description: `how many lines (default ${defaultLines})` },
    "port-offset": portOffset,
  },
  positionals: [{ name: "PART", description: "for instance collector; otelstack status lists them", required: true }],
  run: async (args, context) => {
    const name = partNameOf(args.positionals[0] ?? "");
    const count = countOf(args.value("lines") ?? defaultLines);
    const id = stackIdOf(args, context);
    const paths = await stackPaths(id);
    const state = await readState(paths.stateFile);
    if (state?.engine === "compose") {
      const follow = args.flag("follow") ? ["--follow"] : [];
      await composeLogs(state, context.env, ["--tail", String(count), ...follow, name], context.io);
      return 0;
    }
    const file = join(paths.logs, `${name}.log`);
    if (!existsSync(file)) throw new CliError("E_NO_LOG", `${name}: no log at ${file}; it was not started here`);
    for (const line of await lastLines(file, count)) context.io.out(line);
    if (args.flag("follow")) await followLines(file, context.signal, (line) => context.io.out(line));
    return 0;
  },
};

function countOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError("E_ARGUMENT", `--lines: got ${JSON.stringify(text)}, expected a whole number`);
}
