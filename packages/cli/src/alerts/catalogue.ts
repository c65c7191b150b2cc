import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Catalogue, CatalogueAlert } from "@org/otel-grafana";
import { nearest } from "../command/nearest.ts";
import { CliError } from "../error.ts";
import { readIfThere } from "../read-if-there.ts";
import { repositoryRoot } from "../stack/render.ts";
import type { Endpoints } from "./endpoints.ts";
import { fetchRules, type LoadedRule } from "./rules.ts";

const shipped = join(repositoryRoot, "grafana/dist/catalogue.json");

/** What was generated for this stack, else for the default configuration. */
export async function readCatalogue({ configDir }: Pick<Endpoints, "configDir">): Promise<Catalogue> {
  // Native, and in containers.
  const places = configDir === undefined ? [] : [configDir, join(configDir, "mixin")];
  for (const place of places) {
    const own = await readIfThere(join(place, "catalogue.json"));
    if (own !== undefined) return JSON.parse(own) as Catalogue;
  }
  return JSON.parse(await readFile(shipped, "utf8")) as Catalogue;
}

/** The runbook of an alert; undefined when we ship none. */
export function readRunbook({ runbook }: CatalogueAlert): Promise<string | undefined> {
  return readIfThere(join(repositoryRoot, "grafana", runbook));
}

/** The name that a person means, whatever its case; an unknown one is an error with a suggestion. */
export function alertNamed(word: string, names: readonly string[]): string {
  const found = names.find((name) => name === word) ?? names.find((name) => same(name, word));
  if (found !== undefined) return found;
  const parts = names.filter((name) => name.toLowerCase().includes(word.toLowerCase()));
  const [close = nearest(word, names)] = parts;
  const hint = close === undefined ? "otelstack alerts list --all names them all" : `did you mean ${close}?`;
  throw new CliError("E_UNKNOWN_ALERT", `no alert ${JSON.stringify(word)}; ${hint}`);
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Who evaluates which alert: those of the catalogue, and those that others have loaded into Prometheus and Loki. */
export async function knownAlerts(endpoints: Endpoints): Promise<ReadonlyMap<string, CatalogueAlert["evaluator"]>> {
  const { prometheus, loki } = endpoints;
  const loaded = await Promise.all([
    fetchRules("Prometheus", prometheus).catch(noRules),
    loki === undefined ? [] : fetchRules("Loki", loki).catch(noRules),
  ]);
  const { alerts } = await readCatalogue(endpoints);
  const others = loaded.flat().map(({ name, evaluator }) => [name, evaluator === "Loki" ? "logql" : "promql"] as const);
  return new Map([...others, ...alerts.map(({ name, evaluator }) => [name, evaluator] as const)]);
}

// A name is looked up to help: who cannot be asked knows none.
function noRules(): LoadedRule[] {
  return [];
}
