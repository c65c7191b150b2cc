import { general } from "../../inventory/general.ts";
import { colors } from "../../panel/colors.ts";
import { stateTimeline } from "../../panel/over-time.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import type { OverrideJson } from "../../panel/schema.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { alertMatchers, alertsIn, firingBySeverity, severityMappings } from "../parts/alerts.ts";

const source = "Fed by Prometheus' alert rules.";

/** One band for each alert: what comes together belongs together. */
export function timeline(): PanelDef {
  return stateTimeline({
    key: "timeline",
    title: "What fired when",
    description: `One band for each alert, coloured by its worst severity at the time. Bands that begin together have one cause: let one of them silence the others. ${source}`,
    fedBy: "fault",
    width: 24,
    height: 9,
    noValue: "nothing fired in this time",
    mappings: severityMappings,
    queries: [prom(firingBySeverity("alertname"), "{{alertname}}")],
  });
}

export function course(): PanelDef[] {
  return [
    timeseries({
      key: "by-severity",
      title: "Firing by severity",
      description: `Alerts that were firing, by severity. ${source}`,
      fedBy: "stack",
      unit: "short",
      stack: true,
      draw: "bars",
      overrides: severityColors,
      queries: ["critical", "warning", "info"].map((severity) =>
        prom(`count(${general.alerts}{${alertMatchers(`severity="${severity}"`)}}) or vector(0)`, severity),
      ),
    }),
    timeseries({
      key: "by-service",
      title: "Firing by service",
      description: `Alerts that were firing, by service; the line without a service is of hosts, databases and the pipeline. ${source}`,
      fedBy: "fault",
      unit: "short",
      stack: true,
      draw: "bars",
      noValue: "nothing fired in this time",
      queries: [
        prom(
          `count by (job) (label_replace(${general.alerts}{${alertMatchers()}}, "job", "no service", "job", ""))`,
          "{{job}}",
        ),
      ],
    }),
    timeseries({
      key: "pending",
      title: "Firing and pending",
      description: `Alerts whose condition holds: long enough to fire, or not yet. Much pending and little firing: \`for\` keeps you asleep as it should. ${source}`,
      fedBy: "stack",
      unit: "short",
      queries: (["firing", "pending"] as const).map((state) =>
        prom(`count(${general.alerts}{${alertsIn(state)}}) or vector(0)`, state),
      ),
    }),
  ];
}

const severityColors: readonly OverrideJson[] = [
  ["critical", colors.bad],
  ["warning", colors.warning],
  ["info", colors.neutral],
].map(([name, color]) => ({
  matcher: { id: "byName", options: name },
  properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
}));
