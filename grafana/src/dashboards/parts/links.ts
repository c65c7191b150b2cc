import type { DataLink } from "../../panel/panel.ts";
import type { Config } from "../../settings.ts";

/**
 * From a cell of a table to another dashboard, at the same time, narrowed down to what the row is about: `fields` says
 * which label of the row becomes which variable there.
 */
export function dashboardLink(title: string, uid: string, fields: Readonly<Record<string, string>>): DataLink {
  const variables = Object.entries(fields).map(
    ([name, field]) => `var-${name}=\${__data.fields.${field}:percentencode}`,
  );
  return { title, url: `/d/${uid}?${[...variables, "${__url_time_range}"].join("&")}` };
}

/** From a series of a chart to another dashboard: `labels` says which label becomes which variable there. */
export function seriesLink(title: string, uid: string, labels: Readonly<Record<string, string>>): DataLink {
  const variables = Object.entries(labels).map(
    ([name, label]) => `var-${name}=\${__field.labels.${label}:percentencode}`,
  );
  return { title, url: `/d/${uid}?${[...variables, "${__url_time_range}"].join("&")}` };
}

/** The search for traces of the chosen service, at the time of the dashboard; `$service` must be defined. */
export function exploreTraces({ grafanaUrl }: Config): string {
  const panes = {
    traces: {
      datasource: "traces",
      queries: [{ refId: "A", queryType: "search", service: "${service}" }],
      range: { from: "${__from}", to: "${__to}" },
    },
  };
  // Variables stay as they are: Grafana replaces them when somebody clicks.
  const query = encodeURIComponent(JSON.stringify(panes)).replaceAll(/%24%7B(\w+)%7D/g, "${$1}");
  return `${grafanaUrl}/explore?schemaVersion=1&panes=${query}`;
}
