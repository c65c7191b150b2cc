import type { Row } from "../../dashboard/definition.ts";
import { postgres } from "../../inventory/postgres.ts";
import { prom } from "../../panel/query.ts";
import { stat } from "../../panel/stat.ts";
import { timeseries } from "../../panel/timeseries.ts";
import { graphRange as rate } from "../parts/requests.ts";
import { upMappings } from "../parts/up.ts";

const named = 'datname!="", datname!~"template.*"';
const fedBy = "stack";

/** PostgreSQL's own view, from its exporter. */
export const databaseServers: readonly Row[] = [
  {
    title: "PostgreSQL server",
    panels: [
      stat({
        key: "pg-up",
        title: "PostgreSQL",
        description: "Whether the exporter reaches the server. Fed by postgres_exporter.",
        fedBy,
        background: true,
        mappings: upMappings,
        queries: [prom(`${postgres.up}`, "{{instance}}")],
      }),
      stat({
        key: "pg-connections",
        title: "Connections of the maximum",
        description: "All clients together. At 100 % the server refuses new connections.",
        fedBy,
        unit: "percentunit",
        thresholds: { warning: 0.7, bad: 0.9 },
        queries: [
          prom(
            `sum by (instance) (${postgres.backends}) / max by (instance) (${postgres.maxConnections})`,
            "{{instance}}",
          ),
        ],
      }),
      timeseries({
        key: "pg-transactions",
        title: "Transactions",
        description: "Commits and rollbacks a second, by database.",
        fedBy,
        unit: "ops",
        queries: [
          prom(`sum by (datname) (rate(${postgres.commits}{${named}}[${rate}]))`, "{{datname}} commit"),
          prom(`sum by (datname) (rate(${postgres.rollbacks}{${named}}[${rate}]))`, "{{datname}} rollback"),
        ],
      }),
      timeseries({
        key: "pg-activity",
        title: "Clients by state",
        description: "What the server's clients do. Many `idle in transaction` hold locks and keep old rows alive.",
        fedBy,
        stack: true,
        queries: [prom(`sum by (state) (${postgres.activity}{${named}})`, "{{state}}")],
      }),
      timeseries({
        key: "pg-cache",
        title: "Reads answered from memory",
        description:
          "Share of blocks found in PostgreSQL's cache. Below 95 % for long: the working set has outgrown memory.",
        fedBy,
        unit: "percentunit",
        max: 1,
        thresholds: { warning: 0.95, bad: 0.8, below: true },
        queries: [
          prom(
            `sum by (datname) (rate(${postgres.blocksHit}{${named}}[${rate}])) / (sum by (datname) (rate(${postgres.blocksHit}{${named}}[${rate}])) + sum by (datname) (rate(${postgres.blocksRead}{${named}}[${rate}])) > 0)`,
            "{{datname}}",
          ),
        ],
      }),
      timeseries({
        key: "pg-rows",
        title: "Rows",
        description: "Rows read and written a second.",
        fedBy,
        unit: "ops",
        queries: [
          prom(`sum(rate(${postgres.fetched}{${named}}[${rate}]))`, "fetched"),
          prom(`sum(rate(${postgres.inserted}{${named}}[${rate}]))`, "inserted"),
          prom(`sum(rate(${postgres.updated}{${named}}[${rate}]))`, "updated"),
          prom(`sum(rate(${postgres.deleted}{${named}}[${rate}]))`, "deleted"),
        ],
      }),
      timeseries({
        key: "pg-locks",
        title: "Locks and deadlocks",
        description: "Locks held, by mode, and deadlocks that PostgreSQL broke by failing a transaction.",
        fedBy,
        queries: [
          prom(`sum by (mode) (${postgres.locks}{${named}}) > 0`, "{{mode}}"),
          prom(`sum(increase(${postgres.deadlocks}{${named}}[${rate}]))`, "deadlocks"),
        ],
      }),
      timeseries({
        key: "pg-size",
        title: "Size on disk",
        description: "What each database takes on disk, indexes included. Fed by the PostgreSQL exporter.",
        fedBy,
        unit: "bytes",
        queries: [prom(`max by (datname) (${postgres.databaseSize}{${named}})`, "{{datname}}")],
      }),
    ],
  },
];
