import type { AlertDef } from "../alert/definition.ts";
import { http } from "../inventory/preload.ts";
import { app } from "../inventory/telemetry.ts";
import { ai } from "../inventory/upstream.ts";
import { externalCases } from "./cases/external.ts";

// The status where there was an answer, else the name of the failure. A 404 and the like is an answer as asked for.
const failed = 'error_type=~"5..|429|[A-Za-z_].*"';

/** What other services and providers do to ours. */
export const externalAlerts: readonly AlertDef[] = [
  {
    name: "CircuitBreakerOpen",
    group: "external",
    component: "external",
    signal: "cause",
    // Half open is a trial: it is not repaired before it is closed.
    expr: ({ threshold, where }) =>
      `max by (job, breaker) (${app.breakerState}{${where('state=~"open|half_open"')}}) >= ${threshold}`,
    guard: "open for a minute: a breaker that closes at the first trial is no reason",
    summary: "A circuit breaker is open",
    description: "{{ $labels.job }} no longer calls {{ $labels.breaker }}: too many of its calls failed.",
    dashboard: { uid: "otel-external", variables: { job: "{{ $labels.job }}" } },
    cases: externalCases.CircuitBreakerOpen,
  },
  {
    name: "ExternalApiErrorRate",
    group: "external",
    component: "external",
    signal: "cause",
    expr: ({ config, threshold, where, window }) => {
      const rate = (matcher: readonly string[]): string =>
        `sum by (job, server_address) (rate(${http.client.count}{${where(...matcher)}}[${window.rate}]))`;
      return `${rate([failed])}
  / ${rate([])} > ${threshold}
and ${rate([])} > ${config.minimumRate}`;
    },
    guard: "at least minimumRate calls a second; 4xx other than 429 are answers, not failures",
    summary: "Calls to another service fail",
    description:
      "{{ $value | humanizePercentage }} of the calls from {{ $labels.job }} to {{ $labels.server_address }} fail.",
    dashboard: {
      uid: "otel-external",
      variables: { job: "{{ $labels.job }}", dependency: "{{ $labels.server_address }}" },
    },
    cases: externalCases.ExternalApiErrorRate,
  },
  {
    name: "AiCallsFailing",
    group: "external",
    component: "external",
    signal: "cause",
    expr: ({ config, threshold, where, window }) => {
      const rise = (matcher: readonly string[]): string =>
        `sum by (job, gen_ai_request_model) (increase(${ai.duration.count}{${where(...matcher)}}[${window.quarter}]))`;
      const failures = rise(['error_type!=""']);
      return `${failures}
  / ${rise([])} > ${threshold}
and ${failures} >= ${config.minimumRate * 50}`;
    },
    guard: "several failed calls within a quarter of an hour (50 × minimumRate): AI calls are few and slow",
    summary: "Calls to an AI model fail",
    description:
      "{{ $value | humanizePercentage }} of the calls from {{ $labels.job }} to {{ $labels.gen_ai_request_model }} fail.",
    dashboard: { uid: "otel-external", variables: { job: "{{ $labels.job }}" } },
    cases: externalCases.AiCallsFailing,
  },
];
