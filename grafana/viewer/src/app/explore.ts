interface Pane {
  readonly datasource?: string;
  readonly queries?: readonly { readonly query?: string; readonly expr?: string; readonly service?: string }[];
  readonly range?: { readonly from?: string; readonly to?: string };
}

/** The address here of what an Explore link of Grafana asks: a trace, a search for traces, or log lines. */
export function exploreTarget(url: URL): string {
  const { datasource, queries = [], range = {} } = firstPane(url.searchParams.get("panes")) ?? {};
  const { query, expr, service } = queries[0] ?? {};
  if (query !== undefined && /^[0-9a-f]{32}$/.test(query)) return `/traces/${query}`;
  const isLogs = datasource === "loki" && expr !== undefined;
  const asked = isLogs ? { query: expr } : { service };
  const parameters = Object.entries({ ...range, ...asked }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  return `${isLogs ? "/logs" : "/traces"}?${new URLSearchParams(parameters).toString()}`;
}

function firstPane(text: string | null): Pane | undefined {
  try {
    return Object.values(JSON.parse(text ?? "{}") as Record<string, Pane>)[0];
  } catch {
    return undefined;
  }
}
