import { readCatalogue } from "../alerts/catalogue.ts";
import { nearest } from "../command/nearest.ts";
import { dashboardQueries } from "./dashboard.ts";
import type { Kind } from "./kind.ts";
import type { Problem } from "./problem.ts";
import { metricsIn } from "./query.ts";
import { rulesIn } from "./rules.ts";
import { problemAt } from "./shape.ts";
import type { Path, Source } from "./source.ts";

/** A file and what it is for. */
export interface Known {
  readonly source: Source;
  readonly kind: Kind;
}

// Made by Prometheus itself.
const always = ["up", "ALERTS", "ALERTS_FOR_STATE", "target_info", "scrape_duration_seconds", "scrape_samples_scraped"];

/** Metrics of queries that nobody of the inventory records, no rule makes, and Prometheus does not hold: likely misspelled. */
export async function unknownMetrics(files: readonly Known[], stored: readonly string[]): Promise<Problem[]> {
  const { metrics, recordings } = await readCatalogue({});
  const recorded = files.flatMap(({ source }) => rulesIn(source).flatMap((rule) => (rule.isAlert ? [] : [rule.name])));
  const names = [
    ...new Set([...always, ...metrics, ...recordings.map(({ record }) => record), ...recorded, ...stored]),
  ];
  const known = new Set(names);
  return files.flatMap(({ source, kind }) =>
    promqlOf(source, kind).flatMap(({ path, expr }) =>
      metricsIn(expr)
        .filter((name) => !known.has(name))
        .map((name) => problemAt(source, path, `metric ${name} is not known${hintFor(name, names)}`, "warning")),
    ),
  );
}

function hintFor(name: string, names: readonly string[]): string {
  const suggestion = nearest(name, names);
  return suggestion === undefined ? ": nothing here records it" : `; did you mean ${suggestion}?`;
}

function promqlOf(source: Source, kind: Kind): { path: Path; expr: string }[] {
  if (kind === "dashboard") return dashboardQueries(source).filter(({ language }) => language === "promql");
  if (kind !== "Prometheus rules") return [];
  return rulesIn(source).map(({ path, expr }) => ({ path: [...path, "expr"], expr }));
}
