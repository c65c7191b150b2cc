import { allRows, matrix, matrixCommit, otherSections, rowId } from "./matrix.ts";
import { testedRows } from "./tested.ts";
import { untestedRows } from "./untested.ts";

const title = `# Compliance with the OpenTelemetry specification

Every row of OpenTelemetry's [compliance matrix](https://github.com/open-telemetry/opentelemetry-specification/blob/${matrixCommit}/spec-compliance-matrix/template.yaml)
that is about traces, context, logs, settings and OTLP, and what the preload makes of it.

- ✔ has a test of the same name in \`packages/otel-preload/test/compliance\`, which runs in a process under the preload and looks at what it sent.
- – does not apply to JavaScript or to a preload.
- ✘ is not supported.

This page is written by \`npx vitest run --project unit packages/otel-preload/test/compliance -u\`.`;

/** docs/compliance.md: each row with its state. */
export function compliancePage(): string {
  const sections = matrix.flatMap(({ name, groups }) => [
    `## ${name}`,
    ...Object.entries(groups).flatMap(([group, rows]) => [
      ...(group === name ? [] : [`### ${group}`]),
      drawTable([["Row", "", "Why"], ...rows.map((row) => rowOf(rowId(group, row), row))]),
    ]),
  ]);
  const others = Object.entries(otherSections).map(([name, reason]) => [name, reason]);
  return [title, summary(), ...sections, "## Other sections", drawTable([["Section", "Why not here"], ...others]), ""]
    .join("\n\n")
    .replace(/\n+$/u, "\n");
}

function summary(): string {
  const states = allRows.map((id) => untestedRows[id]?.state ?? "✔");
  const count = (state: string): number => states.filter((each) => each === state).length;
  return `${allRows.length} rows: ${count("✔")} ✔, ${count("–")} –, ${count("✘")} ✘.`;
}

function rowOf(id: string, row: string): string[] {
  const untested = untestedRows[id];
  return [row, untested?.state ?? (testedRows.includes(id) ? "✔" : "?"), untested?.reason ?? ""];
}

/** Aligned as the formatter would. */
function drawTable(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const draw = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [draw(head), `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body.map(draw)].join("\n");
}
