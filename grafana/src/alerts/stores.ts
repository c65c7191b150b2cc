import type { AlertDef } from "../alert/definition.ts";
import { alertmanager } from "../inventory/alertmanager.ts";
import { loki } from "../inventory/loki.ts";
import { prometheus } from "../inventory/prometheus.ts";
import {
  deliveryCases,
  lokiRulerCases,
  notificationCases,
  ruleFailureCases,
  storeDiskCases,
  watchdogCases,
} from "./cases/stores.ts";

const group = "stores";
const component = "pipeline";
const dashboard = { uid: "otel-pipeline" };
const noise = { uid: "otel-alerts" };

/** Who keeps the telemetry, judges it and tells of it. */
export const storeAlerts: readonly AlertDef[] = [
  {
    name: "PrometheusRuleFailures",
    group,
    component,
    signal: "cause",
    expr: ({ threshold, window }) =>
      `sum by (job, rule_group) (increase(${prometheus.ruleFailures}[${window.tenMinutes}])) >= ${threshold}`,
    guard: "several failures in ten minutes: one may be a start in disorder",
    summary: "Rules cannot be evaluated",
    description:
      "Prometheus failed {{ $value | humanize }} times within ten minutes to evaluate {{ $labels.rule_group }}: the alerts in it are blind.",
    dashboard: noise,
    cases: ruleFailureCases,
  },
  {
    name: "LokiRulerFailing",
    group,
    component,
    signal: "cause",
    expr: ({ threshold, window }) => {
      const many = (name: { name: string }, what: string): string =>
        `label_replace(sum by (job) (increase(${name.name}[${window.tenMinutes}])) >= ${threshold}, "what", "${what}", "", "")`;
      return [
        many(loki.ruleFailures, "rules that fail"),
        many(loki.notificationErrors, "alerts not delivered"),
        many(loki.notificationsDropped, "alerts dropped"),
      ].join("\nor ");
    },
    guard: "several failures in ten minutes: one may be a start in disorder",
    summary: "Alerts on logs do not work",
    description: "Loki's ruler within ten minutes: {{ $value | humanize }} {{ $labels.what }}.",
    dashboard: noise,
    cases: lokiRulerCases,
  },
  {
    name: "AlertmanagerNotificationsFailing",
    group,
    component,
    signal: "symptom",
    expr: ({
      threshold,
      window,
    }) => `sum by (job, integration) (rate(${alertmanager.notificationsFailed}[${window.quarter}]))
/ (sum by (job, integration) (rate(${alertmanager.notifications}[${window.quarter}])) > 0) > ${threshold}`,
    guard: "a share of what was to be sent: where nothing is sent there is none",
    summary: "Notifications do not arrive",
    description:
      "{{ $value | humanizePercentage }} of the notifications by {{ $labels.integration }} fail: nobody may hear of the other alerts.",
    dashboard: noise,
    cases: notificationCases,
  },
  {
    name: "AlertDeliveryFailing",
    group,
    component,
    signal: "symptom",
    expr: ({ threshold, window }) => `sum by (job) (rate(${prometheus.notificationErrors}[${window.rate}]))
/ (sum by (job) (rate(${prometheus.notificationsSent}[${window.rate}])) > 0) > ${threshold}`,
    guard: "a share of what was to be sent: where no alert fires there is none",
    summary: "Alerts do not reach Alertmanager",
    description:
      "{{ $value | humanizePercentage }} of the alerts that Prometheus sends do not reach Alertmanager: nobody is told of them.",
    dashboard: noise,
    cases: deliveryCases,
  },
  {
    name: "TelemetryDiskNearlyFull",
    group,
    component,
    signal: "cause",
    expr: ({ threshold }) => `max by (job, instance) (${loki.diskUsed}) > ${threshold}`,
    guard: "a level, without a rate: nothing to guard",
    summary: "The disk under the telemetry stores is nearly full",
    description:
      "The disk on which Loki writes is {{ $value | humanizePercentage }} full. At 90% Loki refuses logs; metrics and traces are on the same disk unless they were moved.",
    dashboard,
    cases: storeDiskCases,
  },
  {
    name: "Watchdog",
    group: "watchdog",
    component,
    signal: "symptom",
    expr: () => "vector(1)",
    guard: "none: it always fires",
    summary: "Alerting works",
    description:
      "Always fires and tells nobody but the heartbeat receiver: when its messages stop, alerting itself is dead.",
    dashboard: noise,
    cases: watchdogCases,
  },
];
