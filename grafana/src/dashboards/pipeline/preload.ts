import type { Row } from "../../dashboard/definition.ts";
import { self } from "../../inventory/preload.ts";
import type { Series } from "../../inventory/metric.ts";
import { prom } from "../../panel/query.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { graphRange as rate } from "../parts/requests.ts";

const dropped = (counter: Series): string =>
  `sum by (job, error_type) (rate(${counter}{job=~"$job", error_type!=""}[${rate}]))`;

/** What services say of their own telemetry. */
export const preloadRow: Row = {
  title: "Services",
  panels: [
    timeseries({
      key: "exported",
      title: "Exported by service",
      description: "Spans and log records a second that the collector acknowledged.",
      unit: "ops",
      queries: [
        prom(`sum by (job) (rate(${self.spansExported}{job=~"$job", error_type=""}[${rate}]))`, "{{job}} spans"),
        prom(`sum by (job) (rate(${self.logsExported}{job=~"$job", error_type=""}[${rate}]))`, "{{job}} logs"),
      ],
    }),
    timeseries({
      key: "dropped",
      title: "Dropped by service",
      description:
        "By reason, such as memory_full or spool_full (more than the service can hold) and refused (the collector would not have it). 0 is the promise.",
      unit: "ops",
      queries: [
        prom(dropped(self.spansProcessed), "{{job}} spans {{error_type}}"),
        prom(dropped(self.spansExported), "{{job}} spans {{error_type}}"),
        prom(dropped(self.logsProcessed), "{{job}} logs {{error_type}}"),
        prom(dropped(self.logsExported), "{{job}} logs {{error_type}}"),
      ],
    }),
    timeseries({
      key: "sampled-out",
      title: "Traces left out by sampling",
      description:
        "A second, by reason: health_check, rule, sampler (OTEL_TRACES_SAMPLER), rate_limit. Their requests count in the metrics all the same.",
      unit: "ops",
      queries: [prom(`sum by (job, reason) (rate(${self.sampledOut}{job=~"$job"}[${rate}]))`, "{{job}} {{reason}}")],
    }),
    timeseries({
      key: "spool",
      title: "Waiting on disk",
      description:
        "What the collector has not taken yet lies in the service's spool. It is 0 while the collector is well; at its limit (OTEL_PRELOAD_SPOOL_MIB, 64 MiB unless set) the oldest is dropped.",
      unit: "bytes",
      noValue: "nothing waits",
      queries: [prom(`sum by (job, instance) (${self.spool}{job=~"$job"})`, "{{job}} {{instance}}")],
    }),
    timeseries({
      key: "redacted",
      title: "Values hidden and cut",
      description:
        "Secrets and personal data that the preload masked, a second. A jump after a deploy: somebody began to log what should not be logged. Cut: longer than OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT.",
      unit: "ops",
      queries: [
        prom(`sum by (job) (rate(${self.redacted}{job=~"$job"}[${rate}]))`, "{{job}} hidden"),
        prom(`sum by (job) (rate(${self.cut}{job=~"$job"}[${rate}]))`, "{{job}} cut"),
      ],
    }),
  ],
};
