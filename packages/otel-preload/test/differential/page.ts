import { allowed, leftOut } from "./allowed.ts";
import { programs } from "./programs.ts";

const head = `# What differs from OpenTelemetry's own preload

\`packages/otel-preload/test/differential\` runs the same programs under \`@opentelemetry/auto-instrumentations-node\` 0.82 and under this preload, and
compares what arrives: traces (tree, kinds, names, attributes, status, events, links), metrics (names, units, kinds, attribute names) and log records
(text, severity, fields, trace). Everything that differs is listed here; the test fails for a difference that is not, and for an entry that is not seen
any more.

Upstream is set to the stable semantic conventions (\`OTEL_SEMCONV_STABILITY_OPT_IN=http,database\`), which are the only ones that this preload knows.
Lines of the console are log records here and not there; they are switched off for the comparison. This page is written by
\`npx vitest run --project matrix packages/otel-preload/test/differential -u\`.`;

/** docs/differences-from-upstream.md */
export function differencesPage(): string {
  const topics = Map.groupBy(allowed, ({ topic }) => topic);
  const sections = [...topics].flatMap(([topic, entries]) => [
    `## ${topic}`,
    entries
      .map(({ reason, programs: only }) => `- ${reason}${only === undefined ? "" : ` (${only.join(", ")})`}.`)
      .join("\n"),
  ]);
  const spans = leftOut.map(({ scope, names = [], reason }) => {
    const which = names.map((name) => `\`${name}\``).join(", ");
    return `- \`${scope}\`${which === "" ? "" : ` (${which})`}: ${reason}.`;
  });
  return `${[
    head,
    `Compared: ${programs.map(({ name }) => name).join(", ")}.`,
    "## Spans that only upstream makes",
    spans.join("\n"),
    ...sections,
  ].join("\n\n")}\n`;
}
