import type { AlertCase } from "../../alert/definition.ts";

const failures = 'prometheus_rule_evaluation_failures_total{job="prometheus",instance="a",rule_group="http.yml;http"}';

export const ruleFailureCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [failures]: "0x5 0+4x30" },
    at: "25m",
    fires: [{ severity: "warning", labels: { job: "prometheus", rule_group: "http.yml;http" }, value: "40" }],
  },
  { name: "a single error", series: { [failures]: "0x10 1x20" }, at: "18m", fires: [] },
  { name: "a restart", series: { [failures]: "90x10 _x2 0x20" }, at: "18m", fires: [] },
];

const lokiFailures = 'loki_prometheus_rule_evaluation_failures_total{job="loki",instance="a",rule_group="logs"}';
const lokiDropped = 'loki_prometheus_notifications_dropped_total{job="loki",instance="a",user="fake"}';

export const lokiRulerCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [lokiFailures]: "0x5 0+4x30", [lokiDropped]: "0x40" },
    at: "25m",
    fires: [{ severity: "warning", labels: { job: "loki", what: "rules that fail" }, value: "40" }],
  },
  { name: "a single error", series: { [lokiFailures]: "0x10 1x20" }, at: "18m", fires: [] },
  { name: "a restart", series: { [lokiDropped]: "90x10 _x2 0x20" }, at: "18m", fires: [] },
];

const sent = 'alertmanager_notifications_total{job="alertmanager",instance="a",integration="slack"}';
const notSent =
  'alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="slack",reason="clientError"}';

export const notificationCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [sent]: "0+2x40", [notSent]: "0+1x40" },
    at: "30m",
    fires: [{ severity: "critical", labels: { job: "alertmanager", integration: "slack" }, value: "50%" }],
  },
  { name: "zero traffic", series: { [sent]: "9x40", [notSent]: "5x40" }, at: "30m", fires: [] },
  { name: "a single error", series: { [sent]: "0+2x40", [notSent]: "0x20 1x20" }, at: "25m", fires: [] },
];

const delivered =
  'prometheus_notifications_sent_total{job="prometheus",instance="a",alertmanager="http://127.0.0.1:9093/api/v2/alerts"}';
const lost =
  'prometheus_notifications_errors_total{job="prometheus",instance="a",alertmanager="http://127.0.0.1:9093/api/v2/alerts"}';

export const deliveryCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [delivered]: "0+4x30", [lost]: "0x5 0+4x25" },
    at: "25m",
    fires: [{ severity: "critical", labels: { job: "prometheus" }, value: "100%" }],
  },
  { name: "zero traffic", series: { [delivered]: "0x30", [lost]: "0x30" }, at: "30m", fires: [] },
  { name: "a single error", series: { [delivered]: "0+4x30", [lost]: "0x10 1x20" }, at: "12m", fires: [] },
];

const disk = 'loki_ingester_wal_disk_usage_percent{job="loki",instance="a"}';
const full = { job: "loki", instance: "a" };

export const storeDiskCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [disk]: "0.6x5 0.95x40" },
    at: "40m",
    fires: [
      { severity: "critical", labels: full, value: "95%" },
      { severity: "warning", labels: full, value: "95%" },
    ],
  },
  { name: "room enough", series: { [disk]: "0.7x40" }, at: "40m", fires: [] },
  { name: "a gap", series: { [disk]: "0.7x10 _x30" }, at: "40m", fires: [] },
];

export const watchdogCases: readonly AlertCase[] = [
  { name: "fires", series: {}, at: "5m", fires: [{ severity: "none" }] },
];
