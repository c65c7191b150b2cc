import { http } from "../inventory/preload.ts";
import type { Config, Stores } from "../settings.ts";
import { timingOf } from "../timing.ts";

/**
 * The stores and the ways between them: a trace leads to its log lines and its route's rates, a log line to its trace,
 * a point of a latency chart to an example trace. Dollar signs are doubled: provisioning replaces single ones by variables.
 */
export function dataSources(config: Config): object {
  const { stores } = config;
  return {
    apiVersion: 1,
    // What an earlier file had and this one has not is removed from Grafana.
    prune: true,
    datasources: [prometheus(config), loki(stores), traces(stores), alertmanager(stores)],
  };
}

const common = { access: "proxy", editable: false } as const;

function prometheus(config: Config): object {
  const { stores, alerting } = config;
  return {
    name: "Prometheus",
    uid: "prometheus",
    type: "prometheus",
    ...common,
    url: stores.prometheus,
    isDefault: true,
    jsonData: {
      httpMethod: "POST",
      prometheusType: "Prometheus",
      // The longest interval at which anything is sent or scraped: `$__rate_interval` is four times as long.
      timeInterval: timingOf(config).exported,
      manageAlerts: alerting === "alertmanager",
      exemplarTraceIdDestinations: [{ name: "trace_id", datasourceUid: "traces" }],
    },
  };
}

function loki({ loki: url }: Stores): object {
  return {
    name: "Loki",
    uid: "loki",
    type: "loki",
    ...common,
    url,
    jsonData: {
      manageAlerts: true,
      derivedFields: [
        {
          name: "Trace",
          // Structured metadata counts as a label here.
          matcherType: "label",
          matcherRegex: "trace_id",
          datasourceUid: "traces",
          url: "$${__value.raw}",
          urlDisplayLabel: "Show the trace",
        },
      ],
    },
  };
}

/** The uid is not the product's name: with Tempo type and url change, links and dashboards do not. */
function traces({ traces: { type, url } }: Stores): object {
  return {
    name: "Traces",
    uid: "traces",
    type,
    ...common,
    url,
    jsonData: {
      nodeGraph: { enabled: true },
      spanBar: { type: "Tag", tag: "http.response.status_code" },
      tracesToLogsV2,
      tracesToMetrics,
      ...(type === "jaeger" ? { traceIdTimeParams: { enabled: true } } : tempo),
    },
  };
}

const around = { spanStartTimeShift: "-5m", spanEndTimeShift: "5m" };

const tracesToLogsV2 = {
  datasourceUid: "loki",
  ...around,
  // The query does it: as structured metadata, not as a search in the line.
  filterByTraceID: false,
  filterBySpanID: false,
  customQuery: true,
  // Not `$$__tags`: Jaeger gives Grafana no service.name tag. And a trace's log lines are those of all its services.
  query: '{service_name=~".+"} | trace_id = "$${__trace.traceId}"',
};

const tracesToMetrics = {
  datasourceUid: "prometheus",
  ...around,
  tags: [{ key: "http.route", value: "http_route" }],
  queries: [
    { name: "Requests a second of this route", query: `sum by (job) (rate(${http.server.count}{$$__tags}[5m]))` },
    {
      name: "95th percentile of this route",
      query: `histogram_quantile(0.95, sum by (job, le) (rate(${http.server.bucket}{$$__tags}[5m])))`,
    },
  ],
};

const tempo = {
  serviceMap: { datasourceUid: "prometheus" },
  search: { hide: false },
  traceQuery: { timeShiftEnabled: true, spanStartTimeShift: "-30m", spanEndTimeShift: "30m" },
  streamingEnabled: { search: true, metrics: true },
};

function alertmanager({ alertmanager: url }: Stores): object {
  return {
    name: "Alertmanager",
    uid: "alertmanager",
    type: "alertmanager",
    ...common,
    url,
    // Grafana shows and silences what is here; it sends nothing of its own to it.
    jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
  };
}
