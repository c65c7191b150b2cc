import { parseArgs } from "node:util";
import { CliError } from "../error.ts";
import type { Arguments, Command, CommandContext } from "./command.ts";
import { commandHelp, overview } from "./help.ts";
import { nearest } from "./nearest.ts";
import { commands } from "./table.ts";

const interrupted = 130;

/** Runs what the command line asks for. Returns the exit code; an error a person can act on is one message without a stack. */
export async function run(argv: readonly string[], context: CommandContext): Promise<number> {
  const { io, signal } = context;
  try {
    const [name = "--help", ...words] = argv;
    if (["--help", "-h", "help"].includes(name)) {
      io.out(overview(commands));
      return 0;
    }
    const { command, rest } = resolve(name, words);
    if (rest.includes("--help") || rest.includes("-h")) {
      io.out(commandHelp(command));
      return 0;
    }
    return await command.run(parse(command, rest), context);
  } catch (error) {
    if (signal.aborted) {
      io.err("otelstack: interrupted");
      return interrupted;
    }
    if (!(error instanceof CliError)) throw error;
    io.err(`otelstack: ${error.message}`);
    return 1;
  }
}

/** The command of that name, or the subcommand that the next word names; its name is then both. */
function resolve(name: string, rest: readonly string[]): { command: Command; rest: readonly string[] } {
  const command = commandNamed(name, commands);
  const [next, ...further] = rest;
  if (command.subcommands === undefined || next === undefined || next.startsWith("-")) return { command, rest };
  const chosen = commandNamed(next, command.subcommands, `${name} `);
  return { command: { ...chosen, name: `${name} ${chosen.name}` }, rest: further };
}

function commandNamed(name: string, known: readonly Command[], prefix = ""): Command {
  const found = known.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = known.map((command) => command.name);
  const suggestion = nearest(name, names);
  const hint = suggestion === undefined ? `expected ${names.join(", ")}` : `did you mean ${suggestion}?`;
  throw new CliError(
    "E_UNKNOWN_COMMAND",
    `no command ${JSON.stringify(`${prefix}${name}`)}; ${hint} (otelstack ${prefix}--help)`,
  );
}

function parse(command: Command, argv: readonly string[]): Arguments {
  const { values, positionals } = parseOptions(command, argv);
  const { name, positionals: specs } = command;
  const missing = specs[positionals.length];
  if (missing?.required === true) {
    throw new CliError(
      "E_ARGUMENT",
      `${name}: ${missing.name} is missing; ${missing.description} (otelstack ${name} --help)`,
    );
  }
  const extra = positionals[specs.length];
  if (extra !== undefined && specs.at(-1)?.repeated !== true) {
    throw new CliError("E_ARGUMENT", `${name}: unexpected ${JSON.stringify(extra)} (otelstack ${name} --help)`);
  }
  return {
    positionals,
    flag: (option) => values[option] === true,
    value: (option) => {
      const value = values[option];
      return typeof value === "string" ? value : undefined;
    },
    values: (option) => [values[option] ?? []].flat().filter((value) => typeof value === "string"),
  };
}

function parseOptions(command: Command, argv: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    // Its first sentence says what is wrong; the rest is about how to escape dashes.
    const [reason] = (error as Error).message.split(". ");
    throw new CliError("E_ARGUMENT", `${command.name}: ${reason} (otelstack ${command.name} --help)`);
  }
}
