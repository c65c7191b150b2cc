import { series, type Series } from "./metric.ts";

const owner = "redis-exporter";

/** Redis itself, from its exporter (`job="redis"`). */
export const redis: {
  readonly up: Series;
  readonly info: Series;
  readonly memory: Series;
  readonly memoryMax: Series;
  readonly hits: Series;
  readonly misses: Series;
  readonly evicted: Series;
  readonly expired: Series;
  readonly clients: Series;
  readonly blockedClients: Series;
  readonly commandSeconds: Series;
  readonly processed: Series;
  readonly keys: Series;
  readonly rejectedConnections: Series;
} = {
  up: series("gauge", "redis_up", { owner, labels: [] }),
  info: series("gauge", "redis_instance_info", { owner, labels: ["maxmemory_policy", "redis_version", "role"] }),
  memory: series("gauge", "redis_memory_used_bytes", { owner, labels: [] }),
  memoryMax: series("gauge", "redis_memory_max_bytes", { owner, labels: [] }),
  hits: series("counter", "redis_keyspace_hits_total", { owner, labels: [] }),
  misses: series("counter", "redis_keyspace_misses_total", { owner, labels: [] }),
  evicted: series("counter", "redis_evicted_keys_total", { owner, labels: [] }),
  expired: series("counter", "redis_expired_keys_total", { owner, labels: [] }),
  clients: series("gauge", "redis_connected_clients", { owner, labels: [] }),
  blockedClients: series("gauge", "redis_blocked_clients", { owner, labels: [] }),
  commandSeconds: series("counter", "redis_commands_duration_seconds_total", { owner, labels: ["cmd"] }),
  processed: series("counter", "redis_commands_processed_total", { owner, labels: [] }),
  keys: series("gauge", "redis_db_keys", { owner, labels: ["db"] }),
  rejectedConnections: series("counter", "redis_rejected_connections_total", { owner, labels: [] }),
};
