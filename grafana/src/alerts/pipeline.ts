import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { collector } from "../inventory/collector.ts";
import { general } from "../inventory/general.ts";
import type { Series } from "../inventory/metric.ts";
import { self } from "../inventory/preload.ts";
import {
  collectorDownCases,
  droppingCases,
  exportFailingCases,
  exportStalledCases,
  queueFullCases,
  refusingCases,
} from "./cases/pipeline.ts";

const group = "pipeline";
const component = "pipeline";
const dashboard = { uid: "otel-pipeline" };
const job = 'job="otel-collector"';

type PerSignal = Readonly<Record<"spans" | "metrics" | "logs", Series>>;
const refused: PerSignal = {
  spans: collector.refusedSpans,
  metrics: collector.refusedMetrics,
  logs: collector.refusedLogs,
};
const failed: PerSignal = {
  spans: collector.sendFailedSpans,
  metrics: collector.sendFailedMetrics,
  logs: collector.sendFailedLogs,
};
const sent: PerSignal = { spans: collector.sentSpans, metrics: collector.sentMetrics, logs: collector.sentLogs };

/** The same of spans, metrics and logs, told apart by a label: without it `or` would show one of them only. */
function perSignal(names: PerSignal, expr: (name: Series) => string): string {
  return Object.entries(names)
    .map(([signal, name]) => `label_replace(${expr(name)}, "data_type", "${signal}", "", "")`)
    .join("\nor ");
}

/** The way of the telemetry: from the processes through the collector. */
export const pipelineAlerts: readonly AlertDef[] = [
  {
    name: "TelemetryPipelineDown",
    group,
    component,
    signal: "symptom",
    expr: ({ threshold }) => `sum by (job) (${general.up}{${job}}) < ${threshold}`,
    guard: "needs a collector that is scraped; a restart is over before the waiting time is",
    summary: "The telemetry pipeline is down",
    description:
      "No collector answers: nothing new of any service is seen, and what they cannot send for long is lost.",
    dashboard,
    labels: { inhibits: "absence" },
    cases: collectorDownCases,
  },
  {
    name: "CollectorExportStalled",
    group,
    component,
    signal: "cause",
    expr: ({ threshold, window }) => `(
  min by (job, exporter) (min_over_time(${collector.queueSize}{${job}}[${window.rate}])) > ${threshold}
unless on (job, exporter) (
${Object.values(sent)
  .map((name) => `  sum by (job, exporter) (rate(${name}{${job}}[${window.rate}])) > 0`)
  .join("\n  or\n")}
))`,
    guard: "something must have been waiting all the time: an idle exporter sends nothing either",
    summary: "A backend takes nothing from the collector",
    description:
      "The exporter {{ $labels.exporter }} has sent nothing for five minutes; {{ $value | humanize1024 }}B wait in its queue on disk.",
    dashboard,
    cases: exportStalledCases,
  },
  {
    name: "CollectorExportFailing",
    group,
    component,
    signal: "cause",
    expr: ({ threshold, window }) =>
      perSignal(failed, (name) => `sum by (job, exporter) (rate(${name}{${job}}[${window.rate}])) > ${threshold}`),
    guard: "it must go on for longer than one refused batch shows in the rate",
    summary: "A backend refuses telemetry for good",
    description:
      "The exporter {{ $labels.exporter }} loses {{ $value | humanize }} {{ $labels.data_type }} a second: the backend refuses them and says not to try again.",
    dashboard,
    cases: exportFailingCases,
  },
  {
    name: "CollectorQueueFull",
    group,
    component,
    signal: "cause",
    expr: ({ threshold }) =>
      `max by (job, exporter) (${collector.queueSize}{${job}} / (${collector.queueCapacity}{${job}} > 0)) > ${threshold}`,
    guard: "a share of the queue's capacity; an empty queue is 0",
    summary: "A queue of the collector fills up",
    description:
      "The queue of {{ $labels.exporter }} is {{ $value | humanizePercentage }} full. When it is full, services are refused and begin to lose telemetry.",
    dashboard,
    cases: queueFullCases,
  },
  {
    name: "CollectorRefusing",
    group,
    component,
    signal: "cause",
    expr: ({ threshold, window }) =>
      perSignal(refused, (name) => `sum by (job) (rate(${name}{${job}}[${window.rate}])) > ${threshold}`),
    guard: "it must go on for longer than one refused batch shows in the rate",
    summary: "The collector refuses telemetry",
    description:
      "The collector refuses {{ $value | humanize }} {{ $labels.data_type }} a second, for want of memory or of room in a queue. The services try again for a while.",
    dashboard,
    cases: refusingCases,
  },
  {
    name: "PreloadDropping",
    group,
    component,
    signal: "cause",
    expr: (context) =>
      lossesOf(
        context,
        { spans: self.spansProcessed, logs: self.logsProcessed },
        { spans: self.spansExported, logs: self.logsExported },
      ),
    guard: "a hundred in ten minutes",
    summary: "A service loses telemetry",
    description:
      "{{ $labels.job }} has lost {{ $value | humanize }} {{ $labels.data_type }} within ten minutes ({{ $labels.error_type }}).",
    dashboard: { ...dashboard, variables: { job: "{{ $labels.job }}" } },
    cases: droppingCases,
  },
];

type Kept = Readonly<Record<"spans" | "logs", Series>>;

/** What the batch could not take, and what could not be sent. */
function lossesOf({ threshold, where, window }: RuleContext, ...kinds: readonly Kept[]): string {
  return kinds
    .flatMap((kind) => Object.entries(kind))
    .map(
      ([signal, name]) =>
        `label_replace(sum by (job, error_type) (increase(${name}{${where('error_type!=""')}}[${window.tenMinutes}])) > ${threshold}, "data_type", "${signal}", "", "")`,
    )
    .join("\nor ");
}
