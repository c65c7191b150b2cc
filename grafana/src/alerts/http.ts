import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { http } from "../inventory/preload.ts";

const total = ({ where, window }: RuleContext): string =>
  `sum by (job) (rate(${http.server.count}{${where()}}[${window.rate}]))`;
const failed = 'http_response_status_code=~"5.."';

/** Requests that users send to us. */
export const httpAlerts: readonly AlertDef[] = [
  {
    name: "HttpErrorRatioHigh",
    group: "http",
    component: "http",
    signal: "symptom",
    expr: (context) => {
      const { config, threshold, where, window } = context;
      return `sum by (job) (rate(${http.server.count}{${where(failed)}}[${window.rate}]))
  / ${total(context)} > ${threshold}
and ${total(context)} > ${config.minimumRate}`;
    },
    guard: "at least minimumRate requests a second; HttpErrorsLowTraffic watches below that",
    summary: "Too many requests fail",
    description: "{{ $labels.job }} answers {{ $value | humanizePercentage }} of its requests with a 5xx status.",
    dashboard: { uid: "otel-service", panel: "errors", variables: { job: "{{ $labels.job }}" } },
    cases: [
      {
        name: "fires",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="200"}': "0+90x20",
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "0+10x20",
        },
        at: "20m",
        fires: [
          { severity: "critical", labels: { job: "shop/api" }, value: "10%" },
          { severity: "warning", labels: { job: "shop/api" }, value: "10%" },
        ],
      },
      {
        name: "zero traffic",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "7x20",
        },
        at: "20m",
        fires: [],
      },
      {
        name: "a single error",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="200"}': "0+1x20",
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "0x10 1x10",
        },
        at: "20m",
        fires: [],
      },
    ],
  },
  {
    name: "HttpErrorsLowTraffic",
    group: "http",
    component: "http",
    signal: "symptom",
    expr: (context) => {
      const { config, threshold, where, window } = context;
      return `sum by (job) (increase(${http.server.count}{${where(failed)}}[${window.hour}])) >= ${threshold}
and ${total(context)} <= ${config.minimumRate}`;
    },
    guard: "several failures an hour; above minimumRate the ratio says more",
    summary: "Requests fail on a service with little traffic",
    description:
      "{{ $labels.job }} answered {{ $value | humanize }} requests of the last hour with a 5xx status, at less than one request in ten seconds.",
    dashboard: { uid: "otel-service", panel: "errors", variables: { job: "{{ $labels.job }}" } },
    cases: [
      {
        name: "fires",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "0+1x60",
        },
        at: "60m",
        fires: [{ severity: "warning", labels: { job: "shop/api" }, value: "60" }],
      },
      {
        name: "a single error",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "0x30 1x30",
        },
        at: "60m",
        fires: [],
      },
      {
        name: "zero traffic",
        series: {
          'http_server_request_duration_seconds_count{job="shop/api",http_response_status_code="500"}': "9x60",
        },
        at: "60m",
        fires: [],
      },
    ],
  },
  {
    name: "HttpLatencyP95High",
    group: "http",
    component: "http",
    signal: "symptom",
    expr: (context) => {
      const { config, threshold, where, window } = context;
      return `histogram_quantile(0.95, sum by (job, le) (rate(${http.server.bucket}{${where()}}[${window.rate}]))) > ${threshold}
and ${total(context)} > ${config.minimumRate}`;
    },
    guard: "at least minimumRate requests a second",
    summary: "Requests are slow",
    description: "One request in twenty to {{ $labels.job }} takes longer than {{ $value | humanizeDuration }}.",
    dashboard: { uid: "otel-service", panel: "duration", variables: { job: "{{ $labels.job }}" } },
    cases: [
      {
        name: "fires",
        series: {
          'http_server_request_duration_seconds_bucket{job="shop/api",le="1"}': "0+0x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="2.5"}': "0+0x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="5"}': "0+60x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="+Inf"}': "0+60x20",
          'http_server_request_duration_seconds_count{job="shop/api"}': "0+60x20",
        },
        at: "20m",
        fires: [
          { severity: "critical", labels: { job: "shop/api" }, value: "4.875s" },
          { severity: "warning", labels: { job: "shop/api" }, value: "4.875s" },
        ],
      },
      {
        name: "zero traffic",
        series: {
          'http_server_request_duration_seconds_bucket{job="shop/api",le="5"}': "60x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="+Inf"}': "60x20",
          'http_server_request_duration_seconds_count{job="shop/api"}': "60x20",
        },
        at: "20m",
        fires: [],
      },
      {
        name: "a single slow request",
        series: {
          'http_server_request_duration_seconds_bucket{job="shop/api",le="1"}': "0+59x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="5"}': "0+60x20",
          'http_server_request_duration_seconds_bucket{job="shop/api",le="+Inf"}': "0+60x20",
          'http_server_request_duration_seconds_count{job="shop/api"}': "0+60x20",
        },
        at: "20m",
        fires: [],
      },
    ],
  },
];
