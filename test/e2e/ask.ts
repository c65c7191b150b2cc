import { inject } from "vitest";
import type { DashboardDef } from "../../grafana/src/dashboard/definition.ts";
import type { PanelDef } from "../../grafana/src/panel/panel.ts";
import type { Query } from "../../grafana/src/panel/query.ts";
import type { VariableJson } from "../../grafana/src/panel/schema.ts";

/** The last so many seconds, in steps of Prometheus' scrape interval: what a dashboard of a fresh stack shows. */
const rangeSeconds = 300;
const stepSeconds = 15;
type Settings = Readonly<Record<string, string>>;
const macros: Settings = {
  __rate_interval: "1m",
  __interval: `${stepSeconds}s`,
  __auto: `${stepSeconds}s`,
  __range: `${rangeSeconds}s`,
  __range_s: String(rangeSeconds),
};

export interface Answer {
  /** All numbers of a result that are numbers; for log lines, their count. */
  readonly values: readonly number[];
  readonly error?: string;
  readonly millis: number;
}

/** A query of a panel, ready to be asked: once for each value of a variable that takes only one. */
export interface Question {
  readonly panel: PanelDef;
  readonly query: Query;
  readonly exprs: readonly string[];
}

/** All queries of a dashboard, its variables at All where they may be. */
export async function questionsOf(dashboard: DashboardDef): Promise<Question[]> {
  let settings: Settings[] = [macros];
  for (const variable of dashboard.variables) {
    const next = settings.map(async (known) =>
      (await valuesOf(variable, known)).map((value) => ({ ...known, [variable.name]: value })),
    );
    settings = (await Promise.all(next)).flat();
  }
  const panels = [...(dashboard.top ?? []), ...dashboard.rows.flatMap((row) => row.panels)];
  return panels.flatMap((panel) =>
    panel.queries.map((query) => ({
      panel,
      query,
      exprs: [...new Set(settings.map((known) => substituted(query.expr, known)))],
    })),
  );
}

/** The values that a variable offers; none for a text. */
export async function choicesOf(variable: VariableJson, values: Settings = macros): Promise<string[]> {
  const text =
    typeof variable.query === "string"
      ? variable.query
      : ((variable.query as { query?: string } | undefined)?.query ?? "");
  if (variable.type !== "query") return text.split(",").filter(Boolean);
  const asked = substituted(text, { job: ".+", ...values });
  const [, selector = "", label = ""] = /^label_values\((.+),\s*(\w+)\)$/s.exec(asked) ?? [];
  const [, expr] = /^query_result\((.+)\)$/s.exec(asked) ?? [];
  const raw = expr === undefined ? await labelValues(selector, label) : await resultTexts(expr);
  const { regex } = variable as { regex?: string };
  const pattern = regex === undefined ? undefined : new RegExp(regex.replace(/^\/(.*)\/$/, "$1"));
  return [...new Set(raw.map((one) => (pattern ? (pattern.exec(one)?.[1] ?? "") : one)))].filter(Boolean);
}

/** Asks as Grafana does: a range, or one value now. */
export async function ask(query: Query, expr: string): Promise<Answer> {
  const now = Math.floor(Date.now() / 1000);
  const { urls } = inject("stack");
  const kind = query.instant ? "query" : "query_range";
  const [base, path] =
    query.source === "loki" ? [urls.loki, `/loki/api/v1/${kind}`] : [urls.prometheus, `/api/v1/${kind}`];
  const url = new URL(path, base);
  const when = query.instant
    ? { time: String(now) }
    : { start: String(now - rangeSeconds), end: String(now), step: String(stepSeconds) };
  url.search = new URLSearchParams({ query: expr, ...when }).toString();
  const started = performance.now();
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  const millis = performance.now() - started;
  return response.ok ? { values: valuesIn(text), millis } : { values: [], error: text.slice(0, 300), millis };
}

interface Result {
  readonly data: {
    readonly resultType: string;
    readonly result: readonly { readonly value?: [number, string]; readonly values?: readonly [number, string][] }[];
  };
}

function valuesIn(text: string): number[] {
  const { data } = JSON.parse(text) as Result;
  const texts = data.result
    .flatMap(({ value, values = [] }) => (value ? [value, ...values] : values))
    .map(([, one]) => one);
  return data.resultType === "streams"
    ? [texts.length].filter((count) => count > 0)
    : texts.map(Number).filter((one) => !Number.isNaN(one));
}

async function valuesOf(variable: VariableJson, values: Settings): Promise<string[]> {
  const { type, includeAll, allValue } = variable as { type: string; includeAll?: boolean; allValue?: string };
  if (type === "textbox") return [""];
  if (allValue !== undefined) return [allValue];
  const choices = await choicesOf(variable, values);
  return includeAll ? [`(${choices.join("|")})`] : choices;
}

function substituted(text: string, values: Settings): string {
  return text.replaceAll(
    /\$(?:\{(\w+)(?::\w+)?\}|([A-Za-z_]\w*))/g,
    (whole, braced: string | undefined, bare: string | undefined) => values[braced ?? bare ?? ""] ?? whole,
  );
}

async function labelValues(selector: string, label: string): Promise<string[]> {
  const url = new URL(`/api/v1/label/${label}/values`, inject("stack").urls.prometheus);
  url.search = new URLSearchParams({ "match[]": selector }).toString();
  const { data } = (await (await fetch(url)).json()) as { data: string[] };
  return data;
}

/** As Grafana writes them for its regex: `{label="value"} 3 1700000000000`. */
async function resultTexts(expr: string): Promise<string[]> {
  const url = new URL("/api/v1/query", inject("stack").urls.prometheus);
  url.search = new URLSearchParams({ query: expr }).toString();
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value: [at, value] }) => {
    const labels = Object.entries(metric).map(([name, one]) => `${name}="${one}"`);
    return `{${labels.join(",")}} ${value} ${at * 1000}`;
  });
}
