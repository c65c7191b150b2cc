import { type Config, generateMixin } from "@org/otel-grafana";

export interface DashboardEntry {
  readonly uid: string;
  readonly title: string;
  readonly folder: string;
  readonly description: string;
  readonly tags: readonly string[];
}

export interface Dashboards {
  readonly list: readonly DashboardEntry[];
  /** The JSON as Grafana reads it. */
  readonly byUid: ReadonlyMap<string, unknown>;
}

/** The dashboards of a configuration, in the folders in which Grafana would show them. */
export function dashboardsOf(config: Config): Dashboards {
  const found = generateMixin(config).flatMap(({ path, content }) => {
    const [, folder] = /^dashboards\/([^/]+)\/[^/]+\.json$/.exec(path) ?? [];
    if (folder === undefined) return [];
    const json = JSON.parse(content) as Omit<DashboardEntry, "folder">;
    const { uid, title, description, tags } = json;
    return [{ json, entry: { uid, title, description, tags, folder } }];
  });
  return {
    list: found.map(({ entry }) => entry),
    byUid: new Map(found.map(({ json, entry }) => [entry.uid, json])),
  };
}
