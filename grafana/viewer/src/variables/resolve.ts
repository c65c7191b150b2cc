import { labelValues, queryInstant, type Series, type Span } from "../api/prometheus.ts";
import type { VariableModel } from "../dashboard/model.ts";
import { allText, type ChosenVariable, type ChosenVariables } from "./format.ts";
import { interpolate } from "./interpolate.ts";

export interface ResolvedVariable {
  readonly model: VariableModel;
  readonly options: readonly string[];
  readonly chosen: ChosenVariable;
  readonly error?: string;
}

/** Every variable of a dashboard: its options, and what the address chooses of them. One after the other: queries use earlier ones. */
export async function resolveVariables(
  models: readonly VariableModel[],
  url: URL,
  span: Span,
): Promise<readonly ResolvedVariable[]> {
  const resolved: ResolvedVariable[] = [];
  const known = new Map<string, ChosenVariable>();
  for (const model of models) {
    const { options, error } = await optionsOf(model, known, span);
    const chosen = choose(model, options, url);
    known.set(model.name, chosen);
    resolved.push({ model, options, chosen, ...(error !== undefined && { error }) });
  }
  return resolved;
}

interface Options {
  readonly options: readonly string[];
  readonly error?: string;
}

async function optionsOf(model: VariableModel, known: ChosenVariables, span: Span): Promise<Options> {
  if (model.type === "textbox") return { options: [] };
  if (model.type === "custom") return { options: customOptions(model) };
  try {
    const text = typeof model.query === "string" ? model.query : (model.query?.query ?? "");
    const found = await ask(interpolate(text, { variables: known, builtin: {} }), span);
    const sorted = [...new Set(found.map((value) => pick(value, model.regex)).filter((value) => value !== ""))];
    return { options: model.sort ? sorted.toSorted((a, b) => a.localeCompare(b)) : sorted };
  } catch (error) {
    return { options: [], error: `variable ${model.name}: ${(error as Error).message}` };
  }
}

function customOptions({ query }: VariableModel): string[] {
  return (typeof query === "string" ? query : "").split(",").map((value) => value.trim());
}

/** The three questions of Grafana's Prometheus data source that our dashboards ask. */
async function ask(query: string, span: Span): Promise<readonly string[]> {
  const labels = /^label_values\((?:(?<match>.*),)?\s*(?<label>\w+)\s*\)$/s.exec(query);
  if (labels?.groups) return labelValues(labels.groups["label"] ?? "", labels.groups["match"], span);
  const result = /^query_result\((?<expr>.*)\)$/s.exec(query);
  if (result?.groups) return (await queryInstant(result.groups["expr"] ?? "", span.to)).map(asText);
  throw new Error(`expected label_values(…) or query_result(…), got ${query}; the variable stays empty`);
}

function asText({ metric, value }: Series): string {
  const labels = Object.entries(metric).filter(([name]) => name !== "__name__");
  return `${metric["__name__"] ?? ""}{${labels.map(([name, text]) => `${name}="${text}"`).join(",")}} ${value?.[1] ?? ""}`;
}

function pick(value: string, regex: string | undefined): string {
  if (!regex) return value;
  const [, pattern = regex, flags = ""] = /^\/(.*)\/(\w*)$/s.exec(regex) ?? [];
  const match = new RegExp(pattern, flags.replace("g", "")).exec(value);
  return match?.[1] ?? match?.[0] ?? "";
}

/** What the address says, else what the dashboard says, else the first. */
function choose(model: VariableModel, options: readonly string[], url: URL): ChosenVariable {
  const { name, multi = false, includeAll = false, allValue } = model;
  const wanted = wantedOf(model, url);
  const isAll = includeAll && (wanted.length === 0 || wanted.includes(allText) || wanted.includes("All"));
  const first = model.type === "textbox" ? [""] : options.slice(0, 1);
  const single = wanted.length > 0 ? wanted : first;
  return {
    name,
    values: isAll ? options : single,
    isAll,
    isMulti: multi || includeAll,
    allValue: allValue || undefined,
  };
}

function wantedOf({ name, current }: VariableModel, url: URL): readonly string[] {
  const asked = url.searchParams.getAll(`var-${name}`);
  if (asked.length > 0) return asked;
  const preset = current?.value;
  if (preset === undefined) return [];
  return typeof preset === "string" ? [preset] : preset;
}
