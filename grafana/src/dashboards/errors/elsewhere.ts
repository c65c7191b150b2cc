import { chosen } from "../../dashboard/variables.ts";
import type { Histogram } from "../../inventory/metric.ts";
import { db, http, messaging } from "../../inventory/preload.ts";
import { spans } from "../../inventory/span-metrics.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { dashboardLink } from "../parts/links.ts";

/** Failures a second by what failed and how; 0 for what is used and does not fail. */
function failing(config: Config, metric: Histogram, [name, failed]: [string, string]): string {
  const rate = (matcher?: string): string =>
    `rate(${metric.count}{${chosen(config, ...(matcher === undefined ? [] : [matcher]))}}[$__rate_interval])`;
  return `sum by (${name}, error_type) (${rate(failed)}) or 0 * sum by (${name}) (${rate()})`;
}

/** What failed that no request may show: calls, statements, messages. */
export function elsewhere(config: Config): PanelDef[] {
  return [
    timeseries({
      key: "calls",
      title: "Calls to others that fail",
      description:
        "Outgoing HTTP calls a second that got no answer, a 5xx or a 429, by host and kind. A host without a kind: none of its calls failed. Fed by http, fetch and undici under the preload.",
      unit: "ops",
      noValue: "no outgoing calls",
      queries: [
        prom(
          failing(config, http.client, ["server_address", 'error_type=~"5..|429|[A-Za-z_].*"']),
          "{{server_address}} {{error_type}}",
        ),
      ],
    }),
    timeseries({
      key: "statements",
      title: "Database operations that fail",
      description:
        "Operations a second that ended in an error, by database and the error's code. A database without a code: none failed. Fed by the database clients under the preload.",
      unit: "ops",
      noValue: "no database is used",
      queries: [
        prom(failing(config, db.operation, ["db_system_name", 'error_type!=""']), "{{db_system_name}} {{error_type}}"),
      ],
    }),
    timeseries({
      key: "messages-failed",
      title: "Messages that fail",
      description:
        "Messages a second whose handler threw or gave them back, by queue and kind. A queue without a kind: none failed. Fed by amqplib, kafkajs or BullMQ under the preload.",
      unit: "ops",
      noValue: "no messages are handled",
      queries: [
        prom(
          failing(config, messaging.process, ["messaging_destination_name", 'error_type!=""']),
          "{{messaging_destination_name}} {{error_type}}",
        ),
      ],
    }),
  ];
}

/** Every operation that ended in an error, whatever it was: the shortest way to a search for its traces. */
export function operations(config: Config): PanelDef {
  const by = "job, span_name, span_kind, error_type";
  const failed = `increase(${spans.calls}{${chosen(config, 'status_code="STATUS_CODE_ERROR"')}}[$__range])`;
  return table({
    key: "operations",
    title: "Operations that fail",
    description:
      "Spans that ended in an error in the chosen time, by operation: requests, calls, statements, messages, and what the code itself made a span of. Search for the name in the traces. Fed by the collector from every span.",
    width: 24,
    height: 7,
    noValue: "no span ended in an error",
    sortBy: "Failures",
    queries: [
      promNow(
        `topk(50, sum by (${by}) (label_replace(${failed}, "span_kind", "$1", "span_kind", "SPAN_KIND_(.+)")) > 0)`,
      ),
    ],
    columns: [
      { field: "job", title: "Service", link: dashboardLink("Open the service", "otel-service", { job: "job" }) },
      { field: "span_name", title: "Operation" },
      { field: "span_kind", title: "Kind of span", width: 130 },
      { field: "error_type", title: "Kind of error" },
      { field: "Value", title: "Failures", unit: "short", decimals: 0, width: 120 },
    ],
  });
}
