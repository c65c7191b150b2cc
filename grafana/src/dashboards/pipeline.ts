import type { DashboardSource } from "../dashboard/definition.ts";
import { jobVariable } from "../dashboard/variables.ts";
import { collector } from "../inventory/collector.ts";
import { general } from "../inventory/general.ts";
import { self } from "../inventory/preload.ts";
import { stateTimeline } from "../panel/over-time.ts";
import { prom } from "../panel/query.ts";
import { stat } from "../panel/stat.ts";
import { timeseries } from "../panel/timeseries.ts";
import { alertingRow, storesRow } from "./pipeline/stores.ts";
import { preloadRow } from "./pipeline/preload.ts";
import { orZero } from "./parts/or-zero.ts";
import { graphRange as rate } from "./parts/requests.ts";
import { upMappings } from "./parts/up.ts";

const own = 'job="otel-collector"';
const fedBy = "stack";
const signals = ["Spans", "Metrics", "Logs"] as const;
const words = { Spans: "spans", Metrics: "metric points", Logs: "log records" } as const;

/** Can what the other dashboards show be trusted: is all that was sent also stored. */
export const pipeline: DashboardSource = (config) => ({
  uid: "otel-pipeline",
  title: "Telemetry pipeline",
  folder: "Platform",
  description:
    "From the preload through the collector into the stores and out as notifications: what came in, went out, waits, or was lost.",
  variables: [jobVariable(config)],
  ways: [
    { title: "Alert noise", to: "otel-alerts" },
    { title: "Host", to: "otel-host" },
  ],
  top: [
    stat({
      key: "lost-now",
      title: "Lost in the collector",
      description:
        "Spans, metric points and log records a second that the collector could not pass on for good. 0 is the promise.",
      fedBy,
      unit: "ops",
      thresholds: { bad: 0.001 },
      queries: [
        prom(
          signals
            .map((signal) => orZero(`sum(rate(${collector[`sendFailed${signal}`]}{${own}}[${rate}]))`))
            .join(" + "),
          "lost",
        ),
      ],
    }),
    stat({
      key: "refused-now",
      title: "Refused",
      description:
        "Refused by the collector because its memory or queue is full. Senders try again: nothing is lost yet.",
      fedBy,
      unit: "ops",
      thresholds: { warning: 0.001, bad: 100 },
      queries: [
        prom(
          signals.map((signal) => orZero(`sum(rate(${collector[`refused${signal}`]}{${own}}[${rate}]))`)).join(" + "),
          "refused",
        ),
      ],
    }),
    stat({
      key: "queue-now",
      title: "Fullest queue",
      description: "Of the collector's disk queues. Full: it refuses, and senders keep the data.",
      fedBy,
      unit: "percentunit",
      decimals: 1,
      thresholds: { warning: 0.5, bad: 0.8 },
      queries: [prom(`max(${collector.queueSize}{${own}} / ${collector.queueCapacity}{${own}})`, "fullest")],
    }),
    stat({
      key: "preload-lost-now",
      title: "Dropped by services",
      description:
        "Spans and log records a second that a service had to give up: its queue was full, or delivery failed for too long.",
      unit: "ops",
      thresholds: { bad: 0.001 },
      queries: [
        prom(
          [self.spansProcessed, self.spansExported, self.logsProcessed, self.logsExported]
            .map((name) => orZero(`sum(rate(${name}{job=~"$job", error_type!=""}[${rate}]))`))
            .join(" + "),
          "dropped",
        ),
      ],
    }),
    stat({
      key: "collector-memory",
      title: "Collector memory",
      description: "Resident. It refuses at its limit (400 MiB by default) rather than die.",
      fedBy,
      unit: "bytes",
      sparkline: true,
      queries: [prom(`max(${collector.memory}{${own}})`, "resident")],
    }),
    stat({
      key: "collector-cpu",
      title: "Collector CPU",
      description: "Processors that the collector keeps busy. Fed by its own metrics.",
      fedBy,
      decimals: 2,
      sparkline: true,
      queries: [prom(`sum(rate(${collector.cpu}{${own}}[${rate}]))`, "CPUs")],
    }),
    stateTimeline({
      key: "up",
      title: "Parts",
      description: "Whether Prometheus reaches each part. Exporters of databases that are not run are down.",
      fedBy,
      width: 24,
      height: 7,
      mappings: upMappings,
      queries: [prom(`max by (job) (${general.up})`, "{{job}}")],
    }),
  ],
  rows: [
    {
      title: "Collector",
      panels: [
        ...signals.map((signal) =>
          timeseries({
            key: `flow-${signal.toLowerCase()}`,
            title: `${words[signal][0]?.toUpperCase()}${words[signal].slice(1)} in and out`,
            description:
              "A second. Out may exceed in where something is derived (span metrics); refused and failed should be 0.",
            fedBy,
            unit: "ops",
            queries: [
              prom(`sum(rate(${collector[`accepted${signal}`]}{${own}}[${rate}]))`, "accepted"),
              prom(`sum(rate(${collector[`sent${signal}`]}{${own}}[${rate}]))`, "sent"),
              prom(`sum(rate(${collector[`refused${signal}`]}{${own}}[${rate}]))`, "refused"),
              prom(orZero(`sum(rate(${collector[`sendFailed${signal}`]}{${own}}[${rate}]))`), "failed"),
              prom(orZero(`sum(rate(${collector[`enqueueFailed${signal}`]}{${own}}[${rate}]))`), "not queued"),
            ],
          }),
        ),
        timeseries({
          key: "queues",
          title: "Queues",
          description:
            "Bytes that wait on disk for each store. Rises while a store is away, and goes back to nearly nothing.",
          fedBy,
          unit: "bytes",
          width: 12,
          queries: [prom(`sum by (exporter) (${collector.queueSize}{${own}})`, "{{exporter}}")],
        }),
        timeseries({
          key: "collector-uptime",
          title: "Collector uptime",
          description: "A fall to zero is a restart; what it had accepted is on disk.",
          fedBy,
          unit: "s",
          width: 12,
          queries: [prom(`max by (instance) (${collector.uptime}{${own}})`, "{{instance}}")],
        }),
      ],
    },
    preloadRow,
    storesRow,
    alertingRow,
  ],
});
