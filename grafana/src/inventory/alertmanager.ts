import { series, type Series } from "./metric.ts";

const owner = "alertmanager";

/** Alertmanager about itself (`job="alertmanager"`). */
export const alertmanager: {
  readonly alerts: Series;
  readonly silences: Series;
  readonly received: Series;
  readonly notifications: Series;
  readonly notificationsFailed: Series;
  readonly configOk: Series;
} = {
  alerts: series("gauge", "alertmanager_alerts", { owner, labels: ["state"] }),
  silences: series("gauge", "alertmanager_silences", { owner, labels: ["state"] }),
  received: series("counter", "alertmanager_alerts_received_total", { owner, labels: ["status", "version"] }),
  notifications: series("counter", "alertmanager_notifications_total", {
    owner,
    labels: ["integration", "receiver_name"],
  }),
  notificationsFailed: series("counter", "alertmanager_notifications_failed_total", {
    owner,
    labels: ["integration", "reason", "receiver_name"],
  }),
  configOk: series("gauge", "alertmanager_config_last_reload_successful", { owner, labels: [] }),
};
