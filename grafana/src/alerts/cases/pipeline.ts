import type { AlertCase } from "../../alert/definition.ts";

const up = 'up{job="otel-collector",instance="127.0.0.1:8888"}';
const own = 'job="otel-collector",instance="127.0.0.1:8888"';

export const collectorDownCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [up]: "1x10 0x10" },
    at: "14m",
    fires: [{ severity: "critical", labels: { job: "otel-collector" } }],
  },
  { name: "a restart", series: { [up]: "1x10 0 1x10" }, at: "12m", fires: [] },
  { name: "a gap", series: { [up]: "1x10 _x10" }, at: "18m", fires: [] },
  {
    name: "one of two",
    series: { [up]: "1x10 0x10", 'up{job="otel-collector",instance="127.0.0.2:8888"}': "1x20" },
    at: "20m",
    fires: [],
  },
];

const traces = (name: string): string => `otelcol_exporter_${name}{${own},exporter="otlp_http/traces"}`;
const queue = (name: string): string =>
  `otelcol_exporter_queue_${name}{${own},exporter="otlp_http/traces",data_type="traces"}`;

export const exportStalledCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [queue("size")]: "0x10 100000+1024000x20", [traces("sent_spans")]: "0+600x10 6000x20" },
    at: "24m",
    fires: [{ severity: "warning", labels: { job: "otel-collector", exporter: "otlp_http/traces" }, value: "8.884Mi" }],
  },
  {
    name: "zero traffic",
    series: { [queue("size")]: "0x30", [traces("sent_spans")]: "6000x30" },
    at: "30m",
    fires: [],
  },
  {
    name: "busy",
    series: { [queue("size")]: "5000x30", [traces("sent_spans")]: "0+600x30" },
    at: "30m",
    fires: [],
  },
  {
    name: "a restart",
    series: { [queue("size")]: "5000x10 900000x2 5000x18", [traces("sent_spans")]: "0+600x10 6000x2 0+600x18" },
    at: "14m",
    fires: [],
  },
];

export const exportFailingCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [traces("send_failed_spans")]: "0x5 0+60x30" },
    at: "25m",
    fires: [
      {
        severity: "warning",
        labels: { job: "otel-collector", exporter: "otlp_http/traces", data_type: "spans" },
        value: "1",
      },
    ],
  },
  { name: "a single error", series: { [traces("send_failed_spans")]: "0x10 500x20" }, at: "22m", fires: [] },
  { name: "zero traffic", series: { [traces("send_failed_spans")]: "500x30" }, at: "30m", fires: [] },
  { name: "a restart", series: { [traces("send_failed_spans")]: "500x10 _ 0x20" }, at: "16m", fires: [] },
];

export const queueFullCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [queue("size")]: "90x20", [queue("capacity")]: "100x20" },
    at: "15m",
    fires: [
      { severity: "critical", labels: { job: "otel-collector", exporter: "otlp_http/traces" }, value: "90%" },
      { severity: "warning", labels: { job: "otel-collector", exporter: "otlp_http/traces" }, value: "90%" },
    ],
  },
  { name: "zero traffic", series: { [queue("size")]: "0x20", [queue("capacity")]: "100x20" }, at: "20m", fires: [] },
  {
    name: "a restart",
    series: { [queue("size")]: "0x10 90x2 0x8", [queue("capacity")]: "100x20" },
    at: "12m",
    fires: [],
  },
];

const refusedSpans = `otelcol_receiver_refused_spans{${own},receiver="otlp",transport="http"}`;

export const refusingCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [refusedSpans]: "0x5 0+120x30" },
    at: "25m",
    fires: [{ severity: "warning", labels: { job: "otel-collector", data_type: "spans" }, value: "2" }],
  },
  { name: "a single error", series: { [refusedSpans]: "0x10 200x20" }, at: "18m", fires: [] },
  { name: "zero traffic", series: { [refusedSpans]: "0x30" }, at: "30m", fires: [] },
];

const lost = (instance: string): string =>
  `otel_sdk_exporter_span_exported_total{job="shop/api",instance="${instance}",error_type="export_failed"}`;

export const droppingCases: readonly AlertCase[] = [
  {
    name: "fires",
    series: { [lost("a")]: "0x10 0+100x20" },
    at: "25m",
    fires: [
      {
        severity: "warning",
        labels: { job: "shop/api", error_type: "export_failed", data_type: "spans" },
        value: "1k",
      },
    ],
  },
  { name: "a single error", series: { [lost("a")]: "0x10 1x20" }, at: "15m", fires: [] },
  { name: "a restart", series: { [lost("a")]: "900x10 _x20", [lost("b")]: "_x11 0x19" }, at: "15m", fires: [] },
  {
    name: "what was sent is not lost",
    series: { 'otel_sdk_exporter_span_exported_total{job="shop/api",instance="a"}': "0+900x20" },
    at: "20m",
    fires: [],
  },
];
