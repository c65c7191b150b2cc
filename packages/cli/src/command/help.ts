import { textTable } from "../stack/text-table.ts";
import type { Command, PositionalSpec } from "./command.ts";

/** `otelstack --help`. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${command.name}`, command.summary]);
  return [
    "otelstack: runs collector, Prometheus, Loki, Jaeger, Alertmanager and Bugsink on this machine and looks into them",
    "",
    "Usage: otelstack COMMAND [options]",
    "",
    ...textTable(rows),
    "",
    "otelstack COMMAND --help tells more of one.",
  ].join("\n");
}

/** `otelstack COMMAND --help`. */
export function commandHelp(command: Command): string {
  const { name, summary, details = [], options, positionals, subcommands = [] } = command;
  const words = positionals.map(wordOf);
  const rows = [
    ...positionals.map((spec) => [`  ${spec.name}`, spec.description]),
    ...Object.entries(options).map(([option, { short, value, description }]) => [
      `  ${short === undefined ? "" : `-${short}, `}--${option}${value === undefined ? "" : ` ${value}`}`,
      description,
    ]),
    ["  -h, --help", "this text"],
  ];
  return [
    `otelstack ${name}: ${summary}`,
    "",
    `Usage: ${["otelstack", name, ...(subcommands.length === 0 ? [] : ["[SUBCOMMAND]"]), ...words, "[options]"].join(" ")}`,
    "",
    ...subcommandLines(name, subcommands),
    ...textTable(rows),
    ...(details.length === 0 ? [] : ["", ...details]),
  ].join("\n");
}

function wordOf({ name, required, repeated = false }: PositionalSpec): string {
  const word = repeated ? `${name}…` : name;
  return required ? word : `[${word}]`;
}

function subcommandLines(name: string, subcommands: readonly Command[]): string[] {
  if (subcommands.length === 0) return [];
  const rows = subcommands.map((command) => [`  ${command.name}`, command.summary]);
  return [...textTable(rows), "", `otelstack ${name} SUBCOMMAND --help tells more of one.`, ""];
}
