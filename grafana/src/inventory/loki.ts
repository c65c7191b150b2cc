import { series, type Series } from "./metric.ts";

const owner = "loki";

/** Loki about itself (`job="loki"`). */
export const loki: {
  readonly lines: Series;
  readonly discarded: Series;
  readonly ruleFailures: Series;
  readonly notificationsDropped: Series;
  readonly notificationErrors: Series;
  readonly diskUsed: Series;
} = {
  lines: series("counter", "loki_distributor_lines_received_total", {
    owner,
    labels: [
      "tenant",
      "aggregated_metric",
      "policy",
      "retention_hours",
      "is_internal_stream",
      "has_structured_metadata",
    ],
  }),
  discarded: series("counter", "loki_discarded_samples_total", { owner, labels: ["reason", "tenant"] }),
  ruleFailures: series("counter", "loki_prometheus_rule_evaluation_failures_total", { owner, labels: ["rule_group"] }),
  notificationsDropped: series("counter", "loki_prometheus_notifications_dropped_total", { owner, labels: ["user"] }),
  notificationErrors: series("counter", "loki_prometheus_notifications_errors_total", {
    owner,
    labels: ["alertmanager", "user"],
  }),
  // 0–1, of the disk under the store, in spite of its name.
  diskUsed: series("gauge", "loki_ingester_wal_disk_usage_percent", { owner, labels: [] }),
};
