import type { DataLink } from "../../panel/panel.ts";

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
