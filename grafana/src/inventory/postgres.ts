import { series, type Series } from "./metric.ts";

const owner = "postgres-exporter";

/** PostgreSQL itself, from its exporter (`job="postgres"`). */
export const postgres: {
  readonly up: Series;
  readonly databaseSize: Series;
  readonly backends: Series;
  readonly maxConnections: Series;
  readonly commits: Series;
  readonly rollbacks: Series;
  readonly blocksHit: Series;
  readonly blocksRead: Series;
  readonly deadlocks: Series;
  readonly fetched: Series;
  readonly inserted: Series;
  readonly updated: Series;
  readonly deleted: Series;
  readonly locks: Series;
  readonly activity: Series;
  readonly longestTransaction: Series;
} = {
  up: series("gauge", "pg_up", { owner, labels: [] }),
  databaseSize: series("gauge", "pg_database_size_bytes", { owner, labels: ["datname", "server"] }),
  backends: series("gauge", "pg_stat_database_numbackends", { owner, labels: ["datid", "datname", "server"] }),
  maxConnections: series("gauge", "pg_settings_max_connections", { owner, labels: ["server"] }),
  commits: series("counter", "pg_stat_database_xact_commit", { owner, labels: ["datid", "datname", "server"] }),
  rollbacks: series("counter", "pg_stat_database_xact_rollback", { owner, labels: ["datid", "datname", "server"] }),
  blocksHit: series("counter", "pg_stat_database_blks_hit", { owner, labels: ["datid", "datname", "server"] }),
  blocksRead: series("counter", "pg_stat_database_blks_read", { owner, labels: ["datid", "datname", "server"] }),
  deadlocks: series("counter", "pg_stat_database_deadlocks", { owner, labels: ["datid", "datname", "server"] }),
  fetched: series("counter", "pg_stat_database_tup_fetched", { owner, labels: ["datid", "datname", "server"] }),
  inserted: series("counter", "pg_stat_database_tup_inserted", { owner, labels: ["datid", "datname", "server"] }),
  updated: series("counter", "pg_stat_database_tup_updated", { owner, labels: ["datid", "datname", "server"] }),
  deleted: series("counter", "pg_stat_database_tup_deleted", { owner, labels: ["datid", "datname", "server"] }),
  locks: series("gauge", "pg_locks_count", { owner, labels: ["datname", "mode", "server"] }),
  activity: series("gauge", "pg_stat_activity_count", {
    owner,
    labels: [
      "datname",
      "server",
      "state",
      "usename",
      "application_name",
      "backend_type",
      "wait_event",
      "wait_event_type",
    ],
  }),
  longestTransaction: series("gauge", "pg_stat_activity_max_tx_duration", {
    owner,
    labels: [
      "datname",
      "server",
      "state",
      "usename",
      "application_name",
      "backend_type",
      "wait_event",
      "wait_event_type",
    ],
  }),
};
