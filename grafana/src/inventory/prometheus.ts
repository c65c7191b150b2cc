import { series, type Series } from "./metric.ts";

const owner = "prometheus";

/** Prometheus about itself (`job="prometheus"`). */
export const prometheus: {
  readonly series: Series;
  readonly samples: Series;
  readonly blockBytes: Series;
  readonly walBytes: Series;
  readonly retentionBytes: Series;
  readonly ruleFailures: Series;
  readonly ruleGroupDuration: Series;
  readonly ruleGroupInterval: Series;
  readonly notificationsSent: Series;
  readonly notificationsDropped: Series;
  readonly notificationErrors: Series;
  readonly configOk: Series;
  readonly alertmanagers: Series;
  readonly tooOld: Series;
  readonly outOfBound: Series;
} = {
  series: series("gauge", "prometheus_tsdb_head_series", { owner, labels: [] }),
  samples: series("counter", "prometheus_tsdb_head_samples_appended_total", { owner, labels: ["type"] }),
  blockBytes: series("gauge", "prometheus_tsdb_storage_blocks_bytes", { owner, labels: [] }),
  walBytes: series("gauge", "prometheus_tsdb_wal_storage_size_bytes", { owner, labels: [] }),
  retentionBytes: series("gauge", "prometheus_tsdb_retention_limit_bytes", { owner, labels: [] }),
  ruleFailures: series("counter", "prometheus_rule_evaluation_failures_total", { owner, labels: ["rule_group"] }),
  ruleGroupDuration: series("gauge", "prometheus_rule_group_last_duration_seconds", { owner, labels: ["rule_group"] }),
  ruleGroupInterval: series("gauge", "prometheus_rule_group_interval_seconds", { owner, labels: ["rule_group"] }),
  notificationsSent: series("counter", "prometheus_notifications_sent_total", { owner, labels: ["alertmanager"] }),
  notificationsDropped: series("counter", "prometheus_notifications_dropped_total", { owner, labels: [] }),
  notificationErrors: series("counter", "prometheus_notifications_errors_total", { owner, labels: ["alertmanager"] }),
  configOk: series("gauge", "prometheus_config_last_reload_successful", { owner, labels: [] }),
  alertmanagers: series("gauge", "prometheus_notifications_alertmanagers_discovered", { owner, labels: [] }),
  tooOld: series("counter", "prometheus_tsdb_too_old_samples_total", { owner, labels: ["type"] }),
  outOfBound: series("counter", "prometheus_tsdb_out_of_bound_samples_total", { owner, labels: ["type"] }),
};
