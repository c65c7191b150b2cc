import type { Io } from "../io.ts";
import type { Environment } from "../process/start.ts";
import type { Ask } from "../server/debian.ts";

/** One flag of a command, as `parseArgs` and the help need it. */
export interface OptionSpec {
  readonly type: "boolean" | "string";
  readonly short?: string;
  /** What stands for the value in the help, for instance `N`. */
  readonly value?: string;
  readonly description: string;
  /** May be given several times. */
  readonly multiple?: boolean;
}

/** A word of the command line that is no flag. */
export interface PositionalSpec {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** The last one only: further words are more of it. */
  readonly repeated?: boolean;
}

/** What the command line said, checked against the specs. */
export interface Arguments {
  flag(name: string): boolean;
  value(name: string): string | undefined;
  /** Of an option that may be given several times. */
  values(name: string): readonly string[];
  readonly positionals: readonly string[];
}

/** The world as a command sees it. */
export interface CommandContext {
  readonly io: Io;
  readonly env: Environment;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Absent when nobody is there to answer. */
  readonly ask?: Ask | undefined;
}

/** A command as data; `run` returns the exit code. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What the help says below the summary. */
  readonly details?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly positionals: readonly PositionalSpec[];
  /** `otelstack NAME SUBCOMMAND`; without one of them the command itself runs. */
  readonly subcommands?: readonly Command[];
  run(args: Arguments, context: CommandContext): Promise<number>;
}
