import { series, type Series } from "./metric.ts";

const owner = "collector";

/** The collector about itself (`job="otel-collector"`; Jaeger, built from the same parts, has some of them under its own job). Counters have no `_total` here. */
export const collector: {
  readonly acceptedSpans: Series;
  readonly refusedSpans: Series;
  readonly sentSpans: Series;
  readonly sendFailedSpans: Series;
  readonly enqueueFailedSpans: Series;
  readonly acceptedMetrics: Series;
  readonly refusedMetrics: Series;
  readonly sentMetrics: Series;
  readonly sendFailedMetrics: Series;
  readonly enqueueFailedMetrics: Series;
  readonly acceptedLogs: Series;
  readonly refusedLogs: Series;
  readonly sentLogs: Series;
  readonly sendFailedLogs: Series;
  readonly enqueueFailedLogs: Series;
  readonly queueSize: Series;
  readonly queueCapacity: Series;
  readonly memory: Series;
  readonly cpu: Series;
  readonly uptime: Series;
} = {
  acceptedSpans: series("counter", "otelcol_receiver_accepted_spans", { owner, labels: ["receiver", "transport"] }),
  refusedSpans: series("counter", "otelcol_receiver_refused_spans", { owner, labels: ["receiver", "transport"] }),
  sentSpans: series("counter", "otelcol_exporter_sent_spans", { owner, labels: ["exporter"] }),
  sendFailedSpans: series("counter", "otelcol_exporter_send_failed_spans", { owner, labels: ["exporter"] }),
  enqueueFailedSpans: series("counter", "otelcol_exporter_enqueue_failed_spans", { owner, labels: ["exporter"] }),
  acceptedMetrics: series("counter", "otelcol_receiver_accepted_metric_points", {
    owner,
    labels: ["receiver", "transport"],
  }),
  refusedMetrics: series("counter", "otelcol_receiver_refused_metric_points", {
    owner,
    labels: ["receiver", "transport"],
  }),
  sentMetrics: series("counter", "otelcol_exporter_sent_metric_points", { owner, labels: ["exporter"] }),
  sendFailedMetrics: series("counter", "otelcol_exporter_send_failed_metric_points", { owner, labels: ["exporter"] }),
  enqueueFailedMetrics: series("counter", "otelcol_exporter_enqueue_failed_metric_points", {
    owner,
    labels: ["exporter"],
  }),
  acceptedLogs: series("counter", "otelcol_receiver_accepted_log_records", {
    owner,
    labels: ["receiver", "transport"],
  }),
  refusedLogs: series("counter", "otelcol_receiver_refused_log_records", { owner, labels: ["receiver", "transport"] }),
  sentLogs: series("counter", "otelcol_exporter_sent_log_records", { owner, labels: ["exporter"] }),
  sendFailedLogs: series("counter", "otelcol_exporter_send_failed_log_records", { owner, labels: ["exporter"] }),
  enqueueFailedLogs: series("counter", "otelcol_exporter_enqueue_failed_log_records", { owner, labels: ["exporter"] }),
  queueSize: series("gauge", "otelcol_exporter_queue_size", { owner, labels: ["exporter", "data_type"] }),
  queueCapacity: series("gauge", "otelcol_exporter_queue_capacity", { owner, labels: ["exporter", "data_type"] }),
  memory: series("gauge", "otelcol_process_memory_rss", { owner, labels: [] }),
  cpu: series("counter", "otelcol_process_cpu_seconds", { owner, labels: [] }),
  uptime: series("counter", "otelcol_process_uptime", { owner, labels: [] }),
};
