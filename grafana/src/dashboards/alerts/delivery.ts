import { alertmanager } from "../../inventory/alertmanager.ts";
import { prometheus } from "../../inventory/prometheus.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";

const source = "Fed by Alertmanager, which Prometheus scrapes.";
const noValue = "Alertmanager is not scraped";

/** From the rule to the telephone. */
export function delivery(): PanelDef[] {
  return [...messages(), ...states()];
}

function messages(): PanelDef[] {
  const sent = `increase(${alertmanager.notifications}[$__rate_interval])`;
  return [
    timeseries({
      key: "sent-over-time",
      title: "Messages sent",
      description: `Notifications that Alertmanager sent, by kind of receiver, and all together. ${source}`,
      fedBy: "stack",
      unit: "short",
      noValue,
      draw: "bars",
      queries: [prom(`sum by (integration) (${sent}) > 0 or ${total(sent)}`, "{{integration}}")],
    }),
    timeseries({
      key: "failed-over-time",
      title: "Messages that failed",
      description: `Notifications that could not be delivered, by kind of receiver and reason: wrong address or token, or the other side is down. 0 is good. ${source}`,
      fedBy: "stack",
      unit: "short",
      noValue,
      draw: "bars",
      queries: [
        prom(
          `sum by (integration, reason) (increase(${alertmanager.notificationsFailed}[$__rate_interval])) > 0 or ${total(`increase(${alertmanager.notificationsFailed}[$__rate_interval])`)}`,
          "{{integration}} {{reason}}",
        ),
      ],
    }),
    timeseries({
      key: "dropped",
      title: "Lost on the way to Alertmanager",
      description:
        "Alerts that Prometheus could not hand over: failed attempts, and those given up. 0 is good. Fed by Prometheus about itself.",
      fedBy: "stack",
      unit: "short",
      noValue: "Prometheus is not scraped",
      queries: [
        prom(`sum(increase(${prometheus.notificationErrors}[$__rate_interval]))`, "failed"),
        prom(`sum(increase(${prometheus.notificationsDropped}[$__rate_interval]))`, "given up"),
      ],
    }),
  ];
}

/** All receivers together, so that there is a line where nothing was sent. */
function total(expr: string): string {
  return `label_replace(sum(${expr}), "integration", "all", "", "")`;
}

function states(): PanelDef[] {
  return [
    timeseries({
      key: "received",
      title: "Alerts received",
      description: `How often Prometheus and Loki's ruler told Alertmanager of an alert, firing or resolved; each is repeated while it fires. With the alert Watchdog it is never 0 for long. ${source}`,
      fedBy: "stack",
      unit: "short",
      noValue,
      draw: "bars",
      queries: [prom(`sum by (status) (increase(${alertmanager.received}[$__rate_interval]))`, "{{status}}")],
    }),
    timeseries({
      key: "states",
      title: "Alerts in Alertmanager",
      description: `Active ones are told to somebody, suppressed ones are silenced or inhibited. Many suppressed: one cause, few messages, as it should be. ${source}`,
      fedBy: "stack",
      unit: "short",
      noValue,
      queries: [prom(`sum by (state) (${alertmanager.alerts})`, "{{state}}")],
    }),
    timeseries({
      key: "silences",
      title: "Silences",
      description: `Silences by state. An active one that nobody remembers hides the next incident: otelstack alerts list shows them. ${source}`,
      fedBy: "stack",
      unit: "short",
      noValue,
      queries: [prom(`sum by (state) (${alertmanager.silences})`, "{{state}}")],
    }),
  ];
}
