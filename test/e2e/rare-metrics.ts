/** Metrics that a healthy demo does not record, each with the reason. */
export const rareMetrics: Readonly<Record<string, string>> = {
  httpcheck_tls_cert_remaining_seconds: "needs the collector's http_check receiver on a TLS address",
  probe_ssl_earliest_cert_expiry: "needs the blackbox exporter",
  otelcol_exporter_send_failed_spans: "only after an export has failed for good",
  otelcol_exporter_send_failed_metric_points: "only after an export has failed for good",
  otelcol_exporter_send_failed_log_records: "only after an export has failed for good",
  otelcol_exporter_enqueue_failed_spans: "only after a queue was full",
  otelcol_exporter_enqueue_failed_metric_points: "only after a queue was full",
  otelcol_exporter_enqueue_failed_log_records: "only after a queue was full",
  loki_discarded_samples_total: "only after Loki has refused a line",
  otel_preload_messaging_queue_oldest_age_seconds: "needs BullMQ; the demo's queues are RabbitMQ's",
  otel_preload_messaging_queue_workers: "needs BullMQ; the demo's queues are RabbitMQ's",
  db_client_connection_timeouts_total: "only after somebody has waited too long for a connection",
  "service:replicas:declared": "needs declared services in the configuration",
};
