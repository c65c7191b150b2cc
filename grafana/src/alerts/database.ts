import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { risenWithin } from "../alert/promql.ts";
import { postgres } from "../inventory/postgres.ts";
import { db } from "../inventory/preload.ts";
import { redis } from "../inventory/redis.ts";
import { databaseCases } from "./cases/database.ts";

const pool = "job, instance, db_client_connection_pool_name";

/** How full each pool is: the fullest instance of a job, as an average would hide the one that starves. */
function poolUse({ where }: RuleContext): string {
  return `max by (job, db_client_connection_pool_name) (
  sum by (${pool}) (${db.connections}{${where('db_client_connection_state="used"')}})
    / sum by (${pool}) (${db.connectionsMax}{${where()}} > 0)
)`;
}

/** Databases and brokers: as their clients see them, and as they say of themselves. */
export const databaseAlerts: readonly AlertDef[] = [
  {
    name: "DbConnectionFailure",
    group: "database",
    component: "database",
    signal: "cause",
    expr: ({ threshold, where, time }) => `sum by (job, db_system_name, messaging_system) (
  ${risenWithin(`${db.connectionFailures}{${where()}}`, time("2m"))}
) > ${threshold}`,
    guard: "failures for two minutes on end: a single one, or a restart of the database, is over sooner",
    summary: "A service cannot connect to its database or broker",
    description:
      "{{ $labels.job }} failed {{ $value | humanize }} times within two minutes to connect to {{ $labels.db_system_name }}{{ $labels.messaging_system }}.",
    dashboard: { uid: "otel-database", variables: { job: "{{ $labels.job }}" } },
    labels: { inhibits: "environment" },
    cases: databaseCases.DbConnectionFailure,
  },
  {
    name: "DbPoolHigh",
    group: "database",
    component: "database",
    signal: "cause",
    // Nearly full is a warning. It is critical when callers wait, whatever the share: then requests are already slow.
    expr: (context) =>
      context.severity === "critical"
        ? `${poolUse(context)}
and sum by (job, db_client_connection_pool_name) (${db.pending}{${context.where()}}) > ${context.threshold}`
        : `${poolUse(context)} > ${context.threshold}`,
    guard: "held for five minutes: a burst that the pool serves is no reason",
    summary: "A connection pool is exhausted or nearly so",
    description:
      "{{ $labels.job }} uses {{ $value | humanizePercentage }} of its connections to {{ $labels.db_client_connection_pool_name }}; when this is critical, requests wait for one.",
    dashboard: { uid: "otel-database", variables: { job: "{{ $labels.job }}" } },
    cases: databaseCases.DbPoolHigh,
  },
  {
    name: "DatabaseDown",
    group: "database",
    component: "database",
    signal: "cause",
    expr: ({ threshold }) => `min by (job, instance) (${postgres.up} or ${redis.up}) < ${threshold}`,
    guard: "the exporter must answer and say that its database does not, for a minute",
    summary: "A database does not answer its exporter",
    description: "The exporter {{ $labels.job }} at {{ $labels.instance }} cannot reach its database.",
    dashboard: { uid: "otel-database" },
    labels: { inhibits: "environment" },
    cases: databaseCases.DatabaseDown,
  },
];
