import cluster from "node:cluster";
import { createServer } from "node:http";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import {
  AggregationTemporality,
  type CollectionResult,
  type IMetricReader,
  type MetricCollectOptions,
} from "@opentelemetry/sdk-metrics";
import type { Config } from "../config.ts";
import * as diag from "../diag.ts";
import { ignoreServer } from "../instrumentation/http-server.ts";
import { DurationProducer } from "../metrics/duration/producer.ts";
import { redactMetrics } from "../processor/metric.ts";
import type { Redactor } from "../redact.ts";

/** A pull endpoint on `/metrics`. Its server is our own and unobserved: a scrape is not a request of the application. */
export function createPrometheusReader(
  { host, port: basePort }: Config["prometheus"],
  redactor: Redactor,
): IMetricReader {
  const reader = new RedactingPrometheusExporter(redactor);
  const server = createServer((request, response) => {
    if (request.url?.split("?")[0] === "/metrics") reader.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end("metrics are at /metrics\n");
  });
  ignoreServer(server);
  // Workers of a cluster share a port by turns: each gets its own, the primary's plus its number.
  const port = basePort === 0 ? 0 : basePort + (cluster.worker?.id ?? 0);
  server.on("error", (error) =>
    diag.error(
      `the Prometheus endpoint cannot listen on ${host}:${port}: ${diag.describeError(error)}; set OTEL_EXPORTER_PROMETHEUS_PORT. The application runs on.`,
    ),
  );
  // Exclusive: a cluster's primary would otherwise open the port for its worker.
  server.listen({ host, port, exclusive: true }).unref();
  return reader;
}

class RedactingPrometheusExporter extends PrometheusExporter {
  private readonly redactor: Redactor;

  constructor(redactor: Redactor) {
    super({
      preventServerStart: true,
      metricProducers: [new DurationProducer(AggregationTemporality.CUMULATIVE)],
    });
    this.redactor = redactor;
  }

  override async collect(options?: MetricCollectOptions): Promise<CollectionResult> {
    const result = await super.collect(options);
    redactMetrics(result.resourceMetrics, this.redactor);
    return result;
  }
}
