import { db, http, messaging } from "../../inventory/preload.ts";
import type { Histogram, Series } from "../../inventory/metric.ts";
import { graph } from "../../inventory/span-metrics.ts";
import type { PanelDef } from "../../panel/panel.ts";
import { prom, promNow } from "../../panel/query.ts";
import { table } from "../../panel/table.ts";
import { timeseries } from "../../panel/timeseries.ts";
import type { Config } from "../../settings.ts";
import { instances } from "../parts/scope.ts";

interface Kind {
  readonly metric: Histogram;
  /** The label that says what is called. */
  readonly name: string;
  readonly failed: string;
}

const kinds: readonly Kind[] = [
  // A 404 is an answer; 429 and 5xx are not, nor is what never got a status.
  { metric: http.client, name: "server_address", failed: 'error_type=~"5..|429|[A-Za-z_].*"' },
  { metric: db.operation, name: "db_system_name", failed: 'error_type!=""' },
  { metric: messaging.operation, name: "messaging_system", failed: 'error_type!=""' },
];

/** Calls a second to everything this service calls, as the label `dependency`. */
function calls(
  config: Config,
  part: (kind: Kind) => { series: string; matchers?: string[] },
  by = "dependency",
): string {
  return kinds
    .map((kind) => {
      const { series, matchers = [] } = part(kind);
      const rate = `rate(${series}{${instances(config, ...matchers)}}[$__rate_interval])`;
      return `sum by (${by}) (label_replace(${rate}, "dependency", "$1", "${kind.name}", "(.+)"))`;
    })
    .join(" or ");
}

/** Whether the trouble is ours or theirs. */
export function dependencies(config: Config): PanelDef[] {
  const all = calls(config, ({ metric }) => ({ series: metric.count }));
  const failed = calls(config, (kind) => ({ series: kind.metric.count, matchers: [kind.failed] }));
  const buckets = calls(config, ({ metric }) => ({ series: metric.bucket }), "dependency, le");
  const source = "Fed by the HTTP, database and messaging clients under the preload.";
  const noValue = "calls nothing";
  return [
    timeseries({
      key: "calls",
      title: "Calls out",
      description: `Calls a second, by what is called: hosts, databases, brokers. ${source}`,
      unit: "ops",
      noValue,
      queries: [prom(all, "{{dependency}}")],
    }),
    timeseries({
      key: "calls-failed",
      title: "Calls that fail",
      description: `Share of calls that ended in an error, a 5xx or a 429, by what is called. ${source}`,
      unit: "percentunit",
      noValue,
      queries: [prom(`((${failed}) or 0 * (${all})) / ((${all}) > 0)`, "{{dependency}}")],
    }),
    timeseries({
      key: "calls-duration",
      title: "p95 of calls out",
      description: `Nineteen of twenty calls are answered faster, by what is called. ${source}`,
      unit: "s",
      noValue,
      queries: [prom(`histogram_quantile(0.95, ${buckets})`, "{{dependency}}")],
    }),
  ];
}

/** Who suffers when this service does. */
export function callers(): PanelDef[] {
  const rate = (metric: Series): string => `sum by (client) (rate(${metric}{server=~"$service"}[5m]))`;
  const p95 = ({ bucket }: Histogram): string =>
    `histogram_quantile(0.95, sum by (client, le) (rate(${bucket}{server=~"$service"}[5m])))`;
  const requests = rate(graph.requests);
  return [
    table({
      key: "callers",
      title: "Callers",
      description:
        "Who called this service in the last five minutes; `user` is whoever sends no trace. Much slower for the caller than here: the network, or a queue in between. Fed by the collector's service graph.",
      width: 24,
      height: 5,
      noValue: "nobody whose traces are known",
      sortBy: "Requests",
      queries: [
        promNow(requests),
        promNow(`(${rate(graph.failed)} or 0 * ${requests}) / (${requests} > 0)`),
        promNow(p95(graph.serverSeconds)),
        promNow(p95(graph.clientSeconds)),
      ],
      columns: [
        { field: "client", title: "Caller" },
        { field: "Value #A", title: "Requests", unit: "reqps", decimals: 2 },
        { field: "Value #B", title: "Fail", unit: "percentunit", decimals: 2 },
        { field: "Value #C", title: "p95 here", unit: "s" },
        { field: "Value #D", title: "p95 for the caller", unit: "s" },
      ],
    }),
  ];
}
