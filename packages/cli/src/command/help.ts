import { textTable } from "../stack/text-table.ts";
import type { Command } from "./command.ts";

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
  const { name, summary, details = [], options, positionals } = command;
  const words = positionals.map((spec) => (spec.required ? spec.name : `[${spec.name}]`));
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
    `Usage: ${["otelstack", name, ...words, "[options]"].join(" ")}`,
    "",
    ...textTable(rows),
    ...(details.length === 0 ? [] : ["", ...details]),
  ].join("\n");
}
