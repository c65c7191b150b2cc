import type { Stage } from "./stage.ts";

type Labels = Readonly<Record<string, string>>;

/** The labels of what an instant query finds. */
export async function queryOf({ urls }: Stage, query: string): Promise<Labels[]> {
  const response = await fetch(`${urls.prometheus}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  const { data } = (await ok(response).json()) as { data: { result: { metric: Labels }[] } };
  return data.result.map(({ metric }) => metric);
}

/** The labels of what Alertmanager holds as firing, told or not, optionally only what matchers as in `name="value"` match. */
export async function alertsOf({ urls }: Stage, filters: readonly string[] = []): Promise<Labels[]> {
  const search = new URLSearchParams(filters.map((filter): [string, string] => ["filter", filter]));
  const response = await fetch(`${urls.alertmanager}/api/v2/alerts?${search.toString()}`);
  return ((await ok(response).json()) as { labels: Labels }[]).map(({ labels }) => labels);
}

function ok(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response;
}
