import type { Generator } from "./generator.ts";

/** A row of the preload's table of variables, packages/otel-preload/src/env.ts. */
interface EnvVariable {
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly allowed?: readonly string[];
  readonly description: string;
}

const start = "<!-- env:start -->";
const end = "<!-- env:end -->";

/** The README, whose table of variables comes from the code that reads them. */
export const readme: Generator = {
  path: "README.md",
  async content(current) {
    // Loaded by address: the CLI does not depend on the preload, only this repository has both.
    const table = new URL("../../../otel-preload/src/env.ts", import.meta.url).href;
    const { variables } = (await import(table)) as { variables: readonly EnvVariable[] };
    return insertTable(current, variables);
  },
};

/** Replaces what stands between the two markers. */
export function insertTable(text: string, variables: readonly EnvVariable[]): string {
  const [before, rest] = splitAt(text, start);
  const [, after] = splitAt(rest, end);
  const table = drawTable([["Variable", "Type", "Default", "Meaning"], ...variables.map(toCells)]);
  return `${before}${start}\n\n${table}\n\n${end}${after}`;
}

function splitAt(text: string, marker: string): [string, string] {
  const index = text.indexOf(marker);
  if (index === -1) throw new Error(`README.md must contain the line ${marker}: the table of variables stands there.`);
  return [text.slice(0, index), text.slice(index + marker.length)];
}

function toCells({ name, type, default: value, allowed, description }: EnvVariable): string[] {
  const values = allowed === undefined ? "" : ` (${allowed.map((item) => `\`${item}\``).join(", ")})`;
  const cells = [`\`${name}\``, type, value === "" ? "" : `\`${value}\``, `${description}${values}`];
  return cells.map((cell) => cell.replaceAll("|", "\\|"));
}

/** Aligned as the formatter would: what is written and what is formatted must be one. */
function drawTable(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const draw = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows.map(draw);
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body].join("\n");
}
