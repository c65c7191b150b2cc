import { resolve } from "node:path";
import { ConfigError, findConfig } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import { highestOffset } from "../stack/busy-port.ts";
import type { StackId } from "../stack/home.ts";
import { partNames, type PartName } from "../stack/part.ts";
import type { Arguments, CommandContext, OptionSpec } from "./command.ts";
import { nearest } from "./nearest.ts";

/** Which of several stacks is meant. */
export const portOffset: OptionSpec = {
  type: "string",
  value: "N",
  description: "the stack whose ports are all moved by N (default 0)",
};

/** A user's own thresholds, receivers and addresses. */
export const configOption: OptionSpec = {
  type: "string",
  value: "FILE",
  description: "your configuration (default: otelstack.config.ts, .yaml, .yml or .json of this folder)",
};

/** The user's configuration file: the one that was named, else that of the working folder, if there is one. */
export async function configFileOf(args: Arguments): Promise<string | undefined> {
  const named = args.value("config");
  if (named !== undefined) return resolve(named);
  return findConfig(process.cwd()).catch((error: unknown) => {
    throw error instanceof ConfigError ? new CliError("E_CONFIG", error.message) : error;
  });
}

/** Nobody is asked. */
export const yes: OptionSpec = { type: "boolean", short: "y", description: "answer every question with yes" };

/** The stack that the command line names. */
export function stackIdOf(args: Arguments, { env }: CommandContext): StackId {
  const text = args.value("port-offset") ?? "0";
  const offset = Number(text);
  if (/^\d+$/.test(text) && offset <= highestOffset) return { env, portOffset: offset };
  throw new CliError(
    "E_ARGUMENT",
    `--port-offset: got ${JSON.stringify(text)}, expected a whole number from 0 to ${highestOffset}`,
  );
}

/** How to name this stack in a further command, for instance ` --port-offset 100`. */
export function offsetFlag({ portOffset: offset }: { readonly portOffset: number }): string {
  return offset === 0 ? "" : ` --port-offset ${offset}`;
}

/** The part of that name. */
export function partNameOf(text: string): PartName {
  const found = partNames.find((name) => name === text);
  if (found !== undefined) return found;
  const suggestion = nearest(text, partNames);
  const hint = suggestion === undefined ? `expected one of ${partNames.join(", ")}` : `did you mean ${suggestion}?`;
  throw new CliError("E_ARGUMENT", `no part ${JSON.stringify(text)}; ${hint}`);
}

/** True when colours are read by a person who wants them. */
export function isColourful({ io, env }: CommandContext): boolean {
  return io.isTTY && (env["NO_COLOR"] ?? "") === "";
}
