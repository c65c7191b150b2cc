import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, labelVariable } from "../dashboard/variables.ts";
import { http } from "../inventory/preload.ts";
import { app } from "../inventory/telemetry.ts";
import { colors } from "../panel/colors.ts";
import { prom, promNow } from "../panel/query.ts";
import { stateTimeline } from "../panel/over-time.ts";
import { stat } from "../panel/stat.ts";
import { table } from "../panel/table.ts";
import { timeseries } from "../panel/timeseries.ts";
import { aiRow } from "./external/ai.ts";
import { graphRange as rate } from "./parts/requests.ts";

// 404 and 409 are answers, not failures; 429 and everything without an answer are.
const failed = 'error_type!="", error_type!~"4(0[0-9]|1[0-9]|2[0-8])"';

/** Whatever we call over HTTP: is it slow, is it failing, does a breaker protect us. */
export const external: DashboardSource = (config) => {
  const used = chosen(config, 'server_address=~"$dependency"');
  const calls = `sum by (job, server_address) (rate(${http.client.count}{${used}}[${rate}]))`;
  const failing = `sum by (job, server_address) (rate(${http.client.count}{${used}, ${failed}}[${rate}]))`;
  const range = (matchers = ""): string =>
    `sum by (job, server_address) (rate(${http.client.count}{${used}${matchers}}[$__range]))`;
  return {
    uid: "otel-external",
    title: "External APIs",
    folder: "Dependencies",
    description:
      "Every host that the services call: rate, failures, duration, circuit breakers, AI calls with tokens and cost.",
    variables: [
      jobVariable(config),
      labelVariable("dependency", `label_values(${http.client.count}{${chosen(config)}}, server_address)`),
    ],
    ways: [
      { title: "Service", to: "otel-service" },
      { title: "Errors", to: "otel-errors" },
    ],
    top: [
      table({
        key: "dependencies",
        title: "Dependencies",
        description:
          "Failures are 5xx, 429 and calls without an answer; 4xx are answers. Fed by the preload's http and fetch instrumentations.",
        width: 24,
        height: 7,
        sortBy: "failed",
        queries: [
          promNow(range()),
          promNow(`(${range(`, ${failed}`)} or 0 * ${range()}) / ${range()}`),
          promNow(
            `histogram_quantile(0.5, sum by (job, server_address, le) (rate(${http.client.bucket}{${used}}[$__range])))`,
          ),
          promNow(
            `histogram_quantile(0.95, sum by (job, server_address, le) (rate(${http.client.bucket}{${used}}[$__range])))`,
          ),
        ],
        columns: [
          {
            field: "job",
            title: "service",
            link: { title: "Service", url: "/d/otel-service?var-job=${__value.text}&${__url_time_range}" },
          },
          { field: "server_address", title: "dependency" },
          { field: "Value #A", title: "rate", unit: "reqps" },
          {
            field: "Value #B",
            title: "failed",
            unit: "percentunit",
            decimals: 1,
            thresholds: { warning: 0.1, bad: 0.5 },
          },
          { field: "Value #C", title: "p50", unit: "s" },
          { field: "Value #D", title: "p95", unit: "s", thresholds: { warning: 1, bad: 5 } },
        ],
      }),
      timeseries({
        key: "rate",
        title: "Calls",
        description: "Calls a second to each dependency.",
        unit: "reqps",
        queries: [prom(calls, "{{job}} → {{server_address}}")],
      }),
      timeseries({
        key: "errors",
        title: "Failed calls",
        description: "Share of calls that fail. The alert ExternalApiErrorRate watches it.",
        unit: "percentunit",
        max: 1,
        thresholds: { warning: 0.1, bad: 0.5 },
        queries: [prom(`(${failing} or 0 * ${calls}) / ${calls}`, "{{job}} → {{server_address}}")],
      }),
      timeseries({
        key: "duration",
        title: "Duration (p95)",
        description: "One call in twenty takes longer. A dot is one call: a click opens its trace.",
        unit: "s",
        queries: [
          prom(
            `histogram_quantile(0.95, sum by (job, server_address, le) (rate(${http.client.bucket}{${used}}[${rate}])))`,
            "{{job}} → {{server_address}}",
            { exemplar: true },
          ),
        ],
      }),
    ],
    rows: [
      {
        title: "Failures and breakers",
        panels: [
          timeseries({
            key: "error-types",
            title: "Failures by kind",
            description:
              "Status, or the error's code where there was no answer (ECONNREFUSED, UND_ERR_CONNECT_TIMEOUT …).",
            unit: "reqps",
            width: 12,
            queries: [
              prom(
                `sum by (server_address, error_type) (rate(${http.client.count}{${used}, error_type!=""}[${rate}])) or 0 * sum by (server_address) (rate(${http.client.count}{${used}}[${rate}]))`,
                "{{server_address}} {{error_type}}",
              ),
            ],
          }),
          stateTimeline({
            key: "breakers",
            title: "Circuit breakers",
            description: "Open: calls fail at once to spare the dependency. Fed by `trackBreaker()` of @org/telemetry.",
            noValue: "no service uses trackBreaker()",
            fedBy: "shop-plus",
            height: 8,
            mappings: [
              {
                type: "value",
                options: {
                  "0": { text: "closed", color: colors.good, index: 0 },
                  "1": { text: "half open", color: colors.warning, index: 1 },
                  "2": { text: "open", color: colors.bad, index: 2 },
                },
              },
            ],
            queries: [
              prom(
                `max by (job, breaker) (2 * ${app.breakerState}{${chosen(config)}, state="open"}) + max by (job, breaker) (${app.breakerState}{${chosen(config)}, state="half_open"})`,
                "{{job}} {{breaker}}",
              ),
            ],
          }),
          stat({
            key: "breakers-open",
            title: "Breakers open",
            description: "Breakers that let no call through right now. Good: 0. Fed by trackBreaker().",
            noValue: "no service uses trackBreaker()",
            fedBy: "shop-plus",
            thresholds: { warning: 1, bad: 2 },
            queries: [
              prom(`sum(max by (job, breaker) (${app.breakerState}{${chosen(config)}, state="open"}))`, "open"),
            ],
          }),
          timeseries({
            key: "breaker-transitions",
            title: "Breakers that opened",
            description: "How often each breaker opened, a minute.",
            noValue: "no service uses trackBreaker()",
            fedBy: "shop-plus",
            unit: "opm",
            width: 20,
            height: 6,
            queries: [
              prom(
                `60 * sum by (job, breaker) (rate(${app.breakerTransitions}{${chosen(config)}, state="open"}[${rate}]))`,
                "{{job}} {{breaker}}",
              ),
            ],
          }),
        ],
      },
      aiRow(config),
    ],
  };
};
