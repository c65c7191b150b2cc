import { histogramNamed, series, type Histogram, type Series } from "./metric.ts";

const owner = "span_metrics";
const labels = [
  "span_name",
  "span_kind",
  "status_code",
  "error_type",
  "http_route",
  "http_request_method",
  "http_response_status_code",
  "db_system_name",
  "db_operation_name",
  "messaging_system",
  "messaging_destination_name",
  "messaging_operation_type",
];
const edge = ["client", "server", "connection_type", "failed"];

/** What the collector derives from spans; without `instance`, because a span's process is none of its concern. */
export const spans: { readonly calls: Series; readonly duration: Histogram } = {
  calls: series("counter", "traces_span_metrics_calls_total", { owner, labels }),
  duration: histogramNamed("traces_span_metrics_duration_seconds", { owner, labels }),
};

/** Who calls whom. */
export const graph: {
  readonly requests: Series;
  readonly failed: Series;
  readonly clientSeconds: Histogram;
  readonly serverSeconds: Histogram;
} = {
  requests: series("counter", "traces_service_graph_request_total", { owner, labels: edge }),
  failed: series("counter", "traces_service_graph_request_failed_total", { owner, labels: edge }),
  clientSeconds: histogramNamed("traces_service_graph_request_client_seconds", { owner, labels: edge }),
  serverSeconds: histogramNamed("traces_service_graph_request_server_seconds", { owner, labels: edge }),
};
