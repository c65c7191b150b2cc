import type { CatalogueAlert } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import type { NewAlert } from "./alertmanager.ts";
import type { Labels, LoadedRule } from "./rules.ts";

const lifeMillis = 120_000;

/** What a test alert is made like. */
export interface TestWish {
  readonly name: string;
  readonly severity: string | undefined;
  /** `name=value`. */
  readonly labels: readonly string[];
}

/** An alert as its rule would raise it, marked `test="true"`; Alertmanager resolves it after two minutes. */
export function testAlert(
  wish: TestWish,
  { entry, rules }: { readonly entry: CatalogueAlert | undefined; readonly rules: readonly LoadedRule[] },
  now: Date,
): NewAlert {
  const tiers = entry?.rules ?? rules.map(({ labels }) => ({ severity: labels["severity"] ?? "none", labels }));
  const severities = [...new Set(tiers.map(({ severity }) => severity))];
  const tier = wish.severity === undefined ? tiers[0] : tiers.find(({ severity }) => severity === wish.severity);
  if (tier === undefined) {
    throw new CliError(
      "E_ARGUMENT",
      `--severity: ${wish.name} has ${severities.join(", ") || "no rule"}, got ${JSON.stringify(wish.severity)}`,
    );
  }
  const labels = { ...tier.labels, alertname: wish.name, ...labelsOf(wish.labels), test: "true" };
  return {
    labels,
    annotations: annotationsOf(entry, rules, labels),
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + lifeMillis).toISOString(),
  };
}

function annotationsOf(entry: CatalogueAlert | undefined, rules: readonly LoadedRule[], labels: Labels): Labels {
  const {
    summary = "",
    description = "",
    ...others
  } = rules[0]?.annotations ?? {
    ...(entry?.summary !== undefined && { summary: entry.summary }),
    ...(entry?.description !== undefined && { description: entry.description }),
    ...(entry?.dashboard !== undefined && { dashboard_url: entry.dashboard.url }),
  };
  const filled = Object.entries({ summary: `Test: ${summary}`, description, ...others });
  return Object.fromEntries(filled.map(([name, text]) => [name, fill(text, labels)]));
}

/** Labels are known, the value is not: nothing was measured. */
function fill(template: string, labels: Labels): string {
  return template
    .replaceAll(/\{\{\s*\$labels\.(\w+)\s*\}\}/g, (_, name: string) => labels[name] ?? "")
    .replaceAll(/\{\{[^}]*\}\}/g, "(test)");
}

function labelsOf(words: readonly string[]): Labels {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.+)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined) return [name, value] as const;
      throw new CliError("E_ARGUMENT", `--label: got ${JSON.stringify(word)}, expected NAME=VALUE`);
    }),
  );
}
