import { alertmanager } from "../../inventory/alertmanager.ts";
import { general } from "../../inventory/general.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { promNow } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { alertMatchers, firingCount, timesFired } from "../parts/alerts.ts";

/** How much noise there was. */
export function headline(): PanelDef[] {
  return [...noise(), ...messages()];
}

function noise(): PanelDef[] {
  const critical = `count(${general.alerts}{${alertMatchers('severity="critical"')}})`;
  const rules = "Fed by Prometheus' alert rules.";
  return [
    stat({
      key: "firing",
      title: "Firing now",
      description: `Alerts of all severities that are firing. ${rules}`,
      fedBy: "stack",
      unit: "short",
      thresholds: { warning: 1 },
      queries: [promNow(firingCount())],
    }),
    stat({
      key: "pages",
      title: "Pages",
      description: `How often an alert that wakes somebody began to fire in the chosen time. More than two in a shift is too many. ${rules}`,
      fedBy: "stack",
      unit: "short",
      thresholds: { warning: 1, bad: 14 },
      queries: [promNow(`${timesFired("", 'page="true"')} or vector(0)`)],
    }),
    stat({
      key: "fired",
      title: "Alerts",
      description: `How often any alert began to fire in the chosen time. ${rules}`,
      fedBy: "stack",
      unit: "short",
      queries: [promNow(`${timesFired("")} or vector(0)`)],
    }),
    stat({
      key: "critical-time",
      title: "Time with a critical alert",
      description: `Share of the chosen time in which at least one critical alert was firing. ${rules}`,
      fedBy: "stack",
      unit: "percentunit",
      decimals: 1,
      queries: [promNow(`avg_over_time(((${critical} or vector(0)) > bool 0)[$__range:1m])`)],
    }),
  ];
}

function messages(): PanelDef[] {
  const source = "Fed by Alertmanager, which Prometheus scrapes.";
  return [
    stat({
      key: "sent",
      title: "Messages sent",
      description: `Notifications that Alertmanager sent in the chosen time, to all receivers. ${source}`,
      fedBy: "stack",
      unit: "short",
      decimals: 0,
      noValue: "Alertmanager is not scraped",
      queries: [promNow(`sum(increase(${alertmanager.notifications}[$__range]))`)],
    }),
    stat({
      key: "failed",
      title: "Messages that failed",
      description: `Notifications that Alertmanager could not deliver in the chosen time: somebody was not told. 0 is good. ${source}`,
      fedBy: "stack",
      unit: "short",
      decimals: 0,
      noValue: "Alertmanager is not scraped",
      thresholds: { bad: 1 },
      queries: [promNow(`sum(increase(${alertmanager.notificationsFailed}[$__range]))`)],
    }),
  ];
}
