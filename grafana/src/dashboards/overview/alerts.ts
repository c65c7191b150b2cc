import { general } from "../../inventory/general.ts";
import { stateTimeline } from "../../panel/over-time.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import type { Config } from "../../settings.ts";
import { alertMatchers, firingBySeverity, severityMappings } from "../parts/alerts.ts";
import { dashboardLink } from "../parts/links.ts";

const labels = "alertname, severity, component, job";

/** What fires now, longest first, with the way to its runbook and its service. */
export function firingAlerts(config: Config): PanelDef {
  const firing = `max by (${labels}) (${general.alerts}{${alertMatchers()}})`;
  return table({
    key: "alerts",
    title: "Firing now",
    description:
      "Every alert of the chosen services and of what they stand on, and when its condition began. The name leads to the runbook, the service to its dashboard. Fed by Prometheus' alert rules.",
    fedBy: "fault",
    width: 12,
    height: 7,
    noValue: "nothing is firing",
    sortBy: "Since",
    queries: [promNow(`max by (${labels}) (${general.alertsForState}) * 1000 and on (${labels}) ${firing}`)],
    columns: [
      {
        field: "alertname",
        title: "Alert",
        link: { title: "Open the runbook", url: `${config.runbookUrl}/\${__data.fields.alertname}.md` },
      },
      { field: "severity", title: "Severity", width: 90 },
      { field: "component", title: "Component", width: 100 },
      { field: "job", title: "Service", link: dashboardLink("Open the service", "otel-service", { job: "job" }) },
      { field: "Value", title: "Since", unit: "dateTimeFromNow", width: 140 },
    ],
  });
}

/** What fired when: one band for each alert. */
export function alertsTimeline(): PanelDef {
  return stateTimeline({
    key: "alerts-timeline",
    title: "Alerts over time",
    description:
      "One band for each alert, coloured by its worst severity at the time. Empty is good. Fed by Prometheus' alert rules.",
    fedBy: "fault",
    width: 12,
    height: 7,
    noValue: "nothing fired in this time",
    mappings: severityMappings,
    queries: [prom(firingBySeverity("alertname"), "{{alertname}}")],
  });
}
