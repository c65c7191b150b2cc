import type { Row } from "../../dashboard/definition.ts";
import { alertmanager } from "../../inventory/alertmanager.ts";
import { goProcess, jaeger } from "../../inventory/jaeger.ts";
import { loki } from "../../inventory/loki.ts";
import { prometheus } from "../../inventory/prometheus.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { orZero } from "../parts/or-zero.ts";
import { graphRange as rate } from "../parts/requests.ts";

const fedBy = "stack";

/** Prometheus, Loki and Jaeger: what they take in, what they need. */
export const storesRow: Row = {
  title: "Stores",
  panels: [
    timeseries({
      key: "store-memory",
      title: "Memory",
      description: "Resident memory of each part of the stack. Fed by their own metrics.",
      fedBy,
      unit: "bytes",
      queries: [
        prom(`max by (job) (${goProcess.memory}{job=~"prometheus|loki|alertmanager|postgres|redis"})`, "{{job}}"),
      ],
    }),
    timeseries({
      key: "store-disk",
      title: "Disk used by metrics and traces",
      description:
        "Prometheus (with its limit) and Jaeger. Jaeger reserves 2 GiB at its start. Loki tells no size: `otelstack status` does.",
      fedBy,
      unit: "bytes",
      queries: [
        prom(`${prometheus.blockBytes} + ${prometheus.walBytes}`, "Prometheus"),
        prom(`${prometheus.retentionBytes} > 0`, "Prometheus, limit"),
        prom(`sum(${jaeger.badgerLsm}) + sum(${jaeger.badgerLog})`, "Jaeger"),
      ],
    }),
    timeseries({
      key: "series",
      title: "Series in Prometheus",
      description: "Grows with label values: a jump after a deploy is a label with too many values.",
      fedBy,
      queries: [prom(`${prometheus.series}`, "series")],
    }),
    timeseries({
      key: "loki-lines",
      title: "Log lines stored",
      description: "Lines a second, and lines Loki refused (by reason).",
      fedBy,
      unit: "ops",
      queries: [
        prom(`sum(rate(${loki.lines}[${rate}]))`, "stored"),
        prom(orZero(`sum(rate(${loki.discarded}[${rate}]))`), "refused"),
      ],
    }),
    timeseries({
      key: "samples",
      title: "Samples stored",
      description: "Samples a second into Prometheus, and samples that came too late.",
      fedBy,
      unit: "ops",
      queries: [
        prom(`sum(rate(${prometheus.samples}[${rate}]))`, "stored"),
        prom(`sum(rate(${prometheus.tooOld}[${rate}]))`, "too late"),
      ],
    }),
    timeseries({
      key: "jaeger-requests",
      title: "Jaeger storage",
      description: "Operations a second by result.",
      fedBy,
      unit: "ops",
      queries: [
        prom(`sum by (operation, result) (rate(${jaeger.storageRequests}[${rate}]))`, "{{operation}} {{result}}"),
      ],
    }),
  ],
};

/** From a rule to a message in somebody's hands. */
export const alertingRow: Row = {
  title: "Alerting",
  panels: [
    timeseries({
      key: "rule-failures",
      title: "Rules that fail",
      description:
        "Evaluations a second that end with an error, in Prometheus and in Loki's ruler. A failing rule is a silent alert: 0 is a must.",
      fedBy,
      unit: "ops",
      thresholds: { bad: 0.001 },
      queries: [
        prom(orZero(`sum(rate(${prometheus.ruleFailures}[${rate}]))`), "Prometheus"),
        prom(orZero(`sum(rate(${loki.ruleFailures}[${rate}]))`), "Loki"),
      ],
    }),
    timeseries({
      key: "rule-duration",
      title: "Time to evaluate",
      description: "Of each group's interval. Near 100 % alerts come late.",
      fedBy,
      unit: "percentunit",
      thresholds: { warning: 0.5, bad: 1 },
      queries: [
        prom(
          // Prometheus calls a group by its file and its name.
          `label_replace(sum by (rule_group) (${prometheus.ruleGroupDuration}) / sum by (rule_group) (${prometheus.ruleGroupInterval}), "group", "$1", "rule_group", ".*;(.+)")`,
          "{{group}}",
        ),
      ],
    }),
    timeseries({
      key: "notifications",
      title: "Notifications",
      description: "Messages a minute to all receivers, and those that failed.",
      fedBy,
      unit: "opm",
      queries: [
        prom(`60 * sum(rate(${alertmanager.notifications}[${rate}]))`, "sent"),
        prom(`60 * sum(rate(${alertmanager.notificationsFailed}[${rate}]))`, "failed"),
      ],
    }),
    timeseries({
      key: "notifications-lost",
      title: "Alerts that did not reach Alertmanager",
      description: "Dropped by Prometheus or Loki before Alertmanager took them. 0 is a must.",
      fedBy,
      unit: "ops",
      thresholds: { bad: 0.001 },
      queries: [
        prom(orZero(`sum(rate(${prometheus.notificationsDropped}[${rate}]))`), "Prometheus"),
        prom(orZero(`sum(rate(${loki.notificationsDropped}[${rate}]))`), "Loki"),
      ],
    }),
  ],
};
