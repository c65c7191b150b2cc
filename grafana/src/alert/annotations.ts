import type { Config } from "../settings.ts";
import type { AlertDef } from "./definition.ts";
import { panelId } from "../dashboard/ids.ts";

/** The page that says what to do about an alert. */
function runbookUrl(config: Config, name: string): string {
  return `${config.runbookUrl}/${name}.md`;
}

/**
 * The dashboard of an alert, narrowed down to what fires. The notification templates replace the relative range by the
 * time of the alert: a rule cannot know when it started.
 */
export function dashboardUrl(config: Config, { dashboard }: AlertDef): string {
  const { uid, panel, variables = {} } = dashboard;
  const query = [
    ...Object.entries(variables).map(([name, value]) => `var-${name}=${value}`),
    "from=now-1h&to=now",
    ...(panel === undefined ? [] : [`viewPanel=${panelId(uid, panel)}`]),
  ];
  return `${config.grafanaUrl}/d/${uid}?${query.join("&")}`;
}

/** Summary, description and links, as templates of Prometheus. */
export function annotationsOf(config: Config, def: AlertDef): Record<string, string> {
  return {
    summary: def.summary,
    description: def.description,
    runbook_url: runbookUrl(config, def.name),
    dashboard_url: dashboardUrl(config, def),
  };
}
