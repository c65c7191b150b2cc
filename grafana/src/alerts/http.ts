import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { http } from "../inventory/preload.ts";
import { httpCases } from "./cases/http.ts";

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
    cases: httpCases.HttpErrorRatioHigh,
  },
  {
    name: "HttpErrorsLowTraffic",
    group: "http",
    component: "http",
    signal: "symptom",
    expr: ({ config, threshold, where, window }) => {
      // Of one hour, both: after a busy evening a quiet minute has the evening's failures, which the ratio has judged.
      return `sum by (job) (increase(${http.server.count}{${where(failed)}}[${window.hour}])) >= ${threshold}
and sum by (job) (rate(${http.server.count}{${where()}}[${window.hour}])) <= ${config.minimumRate}`;
    },
    guard: "several failures in an hour with few requests; above minimumRate the ratio says more",
    summary: "Requests fail on a service with little traffic",
    description:
      "{{ $labels.job }} answered {{ $value | humanize }} requests of the last hour with a 5xx status, at less than one request in ten seconds.",
    dashboard: { uid: "otel-service", panel: "errors", variables: { job: "{{ $labels.job }}" } },
    cases: httpCases.HttpErrorsLowTraffic,
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
    cases: httpCases.HttpLatencyP95High,
  },
];
