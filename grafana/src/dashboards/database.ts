import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable, labelVariable } from "../dashboard/variables.ts";
import { db } from "../inventory/preload.ts";
import { colors } from "../panel/colors.ts";
import { prom, promNow } from "../panel/query.ts";
import { stat } from "../panel/stat.ts";
import { table } from "../panel/table.ts";
import { timeseries } from "../panel/timeseries.ts";
import { databaseServers } from "./database/servers.ts";
import { graphRange as rate } from "./parts/requests.ts";

const statement = "job, db_system_name, db_namespace, db_operation_name, db_collection_name";

/** Every database as the applications feel it, then what the server says itself. */
export const database: DashboardSource = (config) => {
  const used = chosen(config, 'db_system_name=~"$db"');
  const calls = (by: string, extra = ""): string =>
    `sum by (${by}) (rate(${db.operation.count}{${used}${extra}}[${rate}]))`;
  const quantile = (share: number, by: string): string =>
    `histogram_quantile(${share}, sum by (${by}, le) (rate(${db.operation.bucket}{${used}}[${rate}])))`;
  const pool = "job, db_client_connection_pool_name";
  const inUse = `sum by (${pool}) (${db.connections}{${used}, db_client_connection_state="used"}) / sum by (${pool}) (${db.connectionsMax}{${used}})`;
  return {
    uid: "otel-database",
    title: "Database",
    folder: "Dependencies",
    description:
      "Rate, duration and failures of every statement, the pools in front of the databases, and the servers themselves.",
    variables: [
      jobVariable(config),
      labelVariable("db", `label_values(${db.operation.count}{${chosen(config)}}, db_system_name)`, {
        label: "database",
      }),
    ],
    ways: [
      { title: "Service", to: "otel-service" },
      { title: "Cache", to: "otel-cache" },
    ],
    top: [
      stat({
        key: "rate-now",
        title: "Statements",
        description:
          "Statements a second, all chosen services. Fed by the preload's database instrumentations (pg, mysql2, mongodb, redis, ioredis).",
        unit: "ops",
        sparkline: true,
        queries: [prom(`sum(rate(${db.operation.count}{${used}}[${rate}]))`, "statements")],
      }),
      stat({
        key: "errors-now",
        title: "Failed statements",
        description: "Share of statements that end with an error. Anything that stays above 1 % is felt by users.",
        unit: "percentunit",
        decimals: 2,
        thresholds: { warning: 0.01, bad: 0.05 },
        queries: [
          prom(
            `(sum(rate(${db.operation.count}{${used}, error_type!=""}[${rate}])) or vector(0)) / sum(rate(${db.operation.count}{${used}}[${rate}]))`,
            "failed",
          ),
        ],
      }),
      stat({
        key: "p95-now",
        title: "Slowest 5 % from",
        description:
          "One statement in twenty takes longer than this, seen from the application: waiting for the network is in it, waiting for the pool is not.",
        unit: "s",
        thresholds: { warning: 0.1, bad: 0.5 },
        queries: [
          prom(`histogram_quantile(0.95, sum by (le) (rate(${db.operation.bucket}{${used}}[${rate}])))`, "p95"),
        ],
      }),
      stat({
        key: "pool-now",
        title: "Fullest pool",
        description:
          "Connections in use of the maximum, for the fullest pool. At 100 % requests wait for a connection. Fed by pg, mysql2 and mongodb pools.",
        unit: "percentunit",
        thresholds: { warning: 0.8, bad: 1 },
        queries: [prom(`max(${inUse})`, "in use")],
      }),
      stat({
        key: "pending-now",
        title: "Waiting for a connection",
        description: "Requests that wait for a connection of a pool right now. 0 is normal.",
        thresholds: { warning: 1, bad: 5 },
        queries: [prom(`sum(${db.pending}{${used}})`, "waiting")],
      }),
      stat({
        key: "connection-failures-now",
        title: "Connections refused",
        description:
          "Connections that could not be made in the chosen time: wrong address, server down, too many clients.",
        thresholds: { warning: 1, bad: 10 },
        decimals: 0,
        queries: [promNow(`sum(increase(${db.connectionFailures}{${used}}[$__range])) or vector(0)`, "failures")],
      }),
      timeseries({
        key: "rate",
        title: "Statements by database",
        description: "Statements a second for each service and database.",
        unit: "ops",
        queries: [prom(calls("job, db_system_name"), "{{job}} → {{db_system_name}}")],
      }),
      timeseries({
        key: "duration",
        title: "Duration (p95)",
        description:
          "One statement in twenty takes longer, for each service and database. Dots are single requests: a click opens the trace.",
        unit: "s",
        queries: [prom(quantile(0.95, "job, db_system_name"), "{{job}} → {{db_system_name}}", { exemplar: true })],
      }),
      timeseries({
        key: "errors",
        title: "Failed statements by kind",
        description: "Statements that end with an error, by the error's type (SQLSTATE, driver code). None is normal.",
        unit: "ops",
        queries: [
          prom(
            `sum by (job, db_system_name, error_type) (rate(${db.operation.count}{${used}, error_type!=""}[${rate}])) or 0 * ${calls("job, db_system_name")}`,
            "{{job}} → {{db_system_name}} {{error_type}}",
          ),
        ],
      }),
    ],
    rows: [
      {
        title: "Statements",
        panels: [
          table({
            key: "statements",
            title: "Statements by time spent",
            description:
              "What the databases spend their time on: rate × mean duration. The first rows are where an index or a cache pays off.",
            width: 24,
            sortBy: "time spent",
            queries: [
              promNow(`sum by (${statement}) (rate(${db.operation.sum}{${used}}[$__range]))`),
              promNow(`sum by (${statement}) (rate(${db.operation.count}{${used}}[$__range]))`),
              promNow(
                `histogram_quantile(0.95, sum by (${statement}, le) (rate(${db.operation.bucket}{${used}}[$__range])))`,
              ),
              promNow(
                `sum by (${statement}) (increase(${db.operation.count}{${used}, error_type!=""}[$__range])) or 0 * sum by (${statement}) (increase(${db.operation.count}{${used}}[$__range]))`,
              ),
            ],
            columns: [
              {
                field: "job",
                title: "service",
                link: { title: "Service", url: "/d/otel-service?var-job=${__value.text}&${__url_time_range}" },
              },
              { field: "db_system_name", title: "database" },
              { field: "db_namespace", title: "namespace" },
              { field: "db_operation_name", title: "operation" },
              { field: "db_collection_name", title: "collection" },
              { field: "Value #A", title: "time spent", unit: "percentunit", decimals: 2 },
              { field: "Value #B", title: "rate", unit: "ops" },
              { field: "Value #C", title: "p95", unit: "s", thresholds: { warning: 0.1, bad: 0.5 } },
              { field: "Value #D", title: "failed", decimals: 0 },
            ],
          }),
          timeseries({
            key: "slow",
            title: "Slow statements",
            description: "Statements a second that take longer than 100 ms, by operation and collection.",
            unit: "ops",
            width: 12,
            queries: [
              prom(
                `sum by (job, db_operation_name, db_collection_name) (rate(${db.operation.count}{${used}}[${rate}])) - sum by (job, db_operation_name, db_collection_name) (rate(${db.operation.bucket}{${used}, le=~"0\\\\.1"}[${rate}]))`,
                "{{job}} {{db_operation_name}} {{db_collection_name}}",
              ),
            ],
          }),
          timeseries({
            key: "mean",
            title: "Mean duration by operation",
            description: "What an ordinary statement takes.",
            unit: "s",
            width: 12,
            queries: [
              prom(
                `sum by (job, db_operation_name, db_collection_name) (rate(${db.operation.sum}{${used}}[${rate}])) / (sum by (job, db_operation_name, db_collection_name) (rate(${db.operation.count}{${used}}[${rate}])) > 0)`,
                "{{job}} {{db_operation_name}} {{db_collection_name}}",
              ),
            ],
          }),
        ],
      },
      {
        title: "Connection pools",
        panels: [
          timeseries({
            key: "pool",
            title: "Pool in use",
            description:
              "Connections in use of the maximum. Near 100 %: requests are about to wait; look for statements that hold a connection too long before raising the maximum.",
            unit: "percentunit",
            max: 1,
            thresholds: { warning: 0.8, bad: 1 },
            queries: [prom(inUse, "{{job}} {{db_client_connection_pool_name}}")],
          }),
          timeseries({
            key: "pool-connections",
            title: "Connections by state",
            description: "Open connections, in use and idle.",
            stack: true,
            queries: [
              prom(
                `sum by (job, db_client_connection_state) (${db.connections}{${used}})`,
                "{{job}} {{db_client_connection_state}}",
              ),
            ],
            overrides: [
              {
                matcher: { id: "byRegexp", options: ".* used" },
                properties: [{ id: "color", value: { mode: "fixed", fixedColor: colors.warning } }],
              },
            ],
          }),
          timeseries({
            key: "pool-pending",
            title: "Waiting for a connection",
            description: "Requests in the pool's queue, and those that gave up waiting (a second).",
            thresholds: { bad: 1 },
            queries: [
              prom(`sum by (job, db_client_connection_pool_name) (${db.pending}{${used}})`, "{{job}} waiting"),
              prom(
                `sum by (job, db_client_connection_pool_name) (rate(${db.timeouts}{${used}}[${rate}])) or 0 * sum by (job, db_client_connection_pool_name) (${db.pending}{${used}})`,
                "{{job}} timed out a second",
              ),
            ],
          }),
        ],
      },
      ...databaseServers,
    ],
  };
};
