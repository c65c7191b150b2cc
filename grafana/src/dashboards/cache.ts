import type { DashboardSource } from "../dashboard/definition.ts";
import { chosen, jobVariable } from "../dashboard/variables.ts";
import { db } from "../inventory/preload.ts";
import { redis } from "../inventory/redis.ts";
import { app } from "../inventory/telemetry.ts";
import { prom } from "../panel/query.ts";
import { gauge, stat } from "../panel/stat.ts";
import { timeseries } from "../panel/timeseries.ts";
import { graphRange as rate } from "./parts/requests.ts";
import { upMappings } from "./parts/up.ts";

const fedBy = "stack";
const hits = `sum by (instance) (rate(${redis.hits}[${rate}]))`;
const misses = `sum by (instance) (rate(${redis.misses}[${rate}]))`;

/** Redis as a cache, and the application's own caches. */
export const cache: DashboardSource = (config) => {
  const services = chosen(config);
  const client = chosen(config, 'db_system_name="redis"');
  return {
    uid: "otel-cache",
    title: "Cache",
    folder: "Dependencies",
    description: "Is the cache doing its work: hit rate, memory, evictions, and what its users feel.",
    variables: [jobVariable(config)],
    ways: [
      { title: "Database", to: "otel-database" },
      { title: "Service", to: "otel-service" },
    ],
    top: [
      stat({
        key: "up",
        title: "Redis",
        description: "Whether the exporter reaches the server. Fed by redis_exporter.",
        fedBy,
        background: true,
        mappings: upMappings,
        queries: [prom(`${redis.up}`, "{{instance}}")],
      }),
      gauge({
        key: "hit-rate-now",
        title: "Hit rate",
        description:
          "Share of lookups that the server answers from memory. Below 80 % the cache costs more than it saves.",
        fedBy,
        unit: "percentunit",
        max: 1,
        height: 4,
        thresholds: { warning: 0.8, bad: 0.5, below: true },
        queries: [prom(`${hits} / (${hits} + ${misses} > 0)`, "{{instance}}")],
      }),
      gauge({
        key: "memory-now",
        title: "Memory of the limit",
        description:
          "At 100 % Redis evicts keys or refuses writes, as `maxmemory-policy` says. No value: no limit is set.",
        noValue: "no limit set",
        fedBy,
        unit: "percentunit",
        max: 1,
        height: 4,
        thresholds: { warning: 0.8, bad: 0.95 },
        queries: [prom(`${redis.memory} / (${redis.memoryMax} > 0)`, "{{instance}}")],
      }),
      stat({
        key: "evictions-now",
        title: "Evicted keys",
        description:
          "Keys thrown out a second because memory is full. 0 is normal unless the cache is meant to run full.",
        fedBy,
        unit: "ops",
        thresholds: { warning: 1 },
        queries: [prom(`sum(rate(${redis.evicted}[${rate}]))`, "evicted")],
      }),
      stat({
        key: "commands-now",
        title: "Commands",
        description: "Commands a second, all clients.",
        fedBy,
        unit: "ops",
        sparkline: true,
        queries: [prom(`sum(rate(${redis.processed}[${rate}]))`, "commands")],
      }),
    ],
    rows: [
      {
        title: "Redis server",
        panels: [
          timeseries({
            key: "hits",
            title: "Hits and misses",
            description: "Lookups a second that found and did not find their key.",
            fedBy,
            unit: "ops",
            queries: [prom(hits, "hits"), prom(misses, "misses")],
          }),
          timeseries({
            key: "memory",
            title: "Memory",
            description: "Used, and the limit if one is set.",
            fedBy,
            unit: "bytes",
            queries: [prom(`${redis.memory}`, "used"), prom(`${redis.memoryMax} > 0`, "limit")],
          }),
          timeseries({
            key: "evictions",
            title: "Evicted and expired keys",
            description: "Expired: their time was over. Evicted: thrown out because memory was full.",
            fedBy,
            unit: "ops",
            queries: [
              prom(`sum(rate(${redis.evicted}[${rate}]))`, "evicted"),
              prom(`sum(rate(${redis.expired}[${rate}]))`, "expired"),
            ],
          }),
          timeseries({
            key: "commands",
            title: "Time by command",
            description:
              "Seconds a second the server spends on each command: above 1 in sum, Redis is saturated (it has one thread).",
            fedBy,
            unit: "percentunit",
            stack: true,
            queries: [prom(`topk(8, sum by (cmd) (rate(${redis.commandSeconds}[${rate}])))`, "{{cmd}}")],
          }),
          timeseries({
            key: "clients",
            title: "Clients",
            description: "Connected and blocked clients, and connections refused because there were too many.",
            fedBy,
            queries: [
              prom(`sum(${redis.clients})`, "connected"),
              prom(`sum(${redis.blockedClients})`, "blocked"),
              prom(`sum(increase(${redis.rejectedConnections}[${rate}]))`, "refused"),
            ],
          }),
          timeseries({
            key: "keys",
            title: "Keys",
            description: "Keys held, by database number.",
            fedBy,
            queries: [prom(`sum by (db) (${redis.keys}) > 0`, "{{db}}")],
          }),
        ],
      },
      {
        title: "What its users feel",
        panels: [
          timeseries({
            key: "client-duration",
            title: "Duration of commands (p95)",
            description:
              "Seen from the application, by service. Far above the server's own time: network or a busy event loop.",
            unit: "s",
            width: 12,
            queries: [
              prom(
                `histogram_quantile(0.95, sum by (job, le) (rate(${db.operation.bucket}{${client}}[${rate}])))`,
                "{{job}}",
                { exemplar: true },
              ),
            ],
          }),
          timeseries({
            key: "client-rate",
            title: "Commands by service",
            description: "Commands a second by service and command.",
            unit: "ops",
            width: 12,
            queries: [
              prom(
                `sum by (job, db_operation_name) (rate(${db.operation.count}{${client}}[${rate}]))`,
                "{{job}} {{db_operation_name}}",
              ),
            ],
          }),
        ],
      },
      {
        title: "Caches of the application",
        panels: [
          timeseries({
            key: "app-hit-rate",
            title: "Hit rate by cache",
            description: "Fed by `cache()` of @org/telemetry: each cache of the application under its own name.",
            noValue: "no service uses cache() of @org/telemetry",
            fedBy: "shop-plus",
            unit: "percentunit",
            max: 1,
            width: 12,
            thresholds: { warning: 0.8, bad: 0.5, below: true },
            queries: [
              prom(
                `sum by (job, cache) (rate(${app.cacheRequests}{${services}, outcome="hit"}[${rate}])) / sum by (job, cache) (rate(${app.cacheRequests}{${services}}[${rate}]))`,
                "{{job}} {{cache}}",
              ),
            ],
          }),
          timeseries({
            key: "app-lookups",
            title: "Lookups by cache",
            description: "Hits and misses a second of each cache of the application.",
            noValue: "no service uses cache() of @org/telemetry",
            fedBy: "shop-plus",
            unit: "ops",
            width: 12,
            queries: [
              prom(
                `sum by (job, cache, outcome) (rate(${app.cacheRequests}{${services}}[${rate}]))`,
                "{{job}} {{cache}} {{outcome}}",
              ),
            ],
          }),
        ],
      },
    ],
  };
};
