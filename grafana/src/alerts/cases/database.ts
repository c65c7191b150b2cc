import type { AlertCase } from "../../alert/definition.ts";

type Name = "DbConnectionFailure" | "DbPoolHigh" | "DatabaseDown";

const failures = (instance: string): string =>
  `otel_preload_connection_failures_total{job="shop/orders",instance="${instance}",db_system_name="postgresql",error_type="ECONNREFUSED"}`;
const pool = (metric: string, instance: string, state = ""): string =>
  `${metric}{job="shop/orders",instance="${instance}",db_client_connection_pool_name="db:5432/shop"${state && `,db_client_connection_state="${state}"`}}`;
const used = (instance: string): string => pool("db_client_connection_count", instance, "used");
const max = (instance: string): string => pool("db_client_connection_max", instance);
const pending = (instance: string): string => pool("db_client_connection_pending_requests", instance);
const poolLabels = { job: "shop/orders", db_client_connection_pool_name: "db:5432/shop" };
const postgres = { job: "postgres", instance: "db:9187" };

/** One-minute samples of clients, pools and exporters, and what must come of them. */
export const databaseCases: Readonly<Record<Name, readonly AlertCase[]>> = {
  DbConnectionFailure: [
    {
      name: "fires",
      series: { [failures("a")]: "0x5 0+10x15", [failures("b")]: "0x5 0+2x15" },
      at: "10m",
      fires: [{ severity: "critical", labels: { job: "shop/orders", db_system_name: "postgresql" }, value: "24" }],
    },
    {
      // Each process lives for less than one sample: all that is ever seen of it is the value 1.
      name: "fires at a crash loop",
      series: {
        [failures("a")]: "_x2 1 _x20",
        [failures("b")]: "_x3 1 _x20",
        [failures("c")]: "_x4 1 _x20",
        [failures("d")]: "_x5 1 _x20",
        [failures("e")]: "_x6 1 _x20",
      },
      at: "6m",
      fires: [{ severity: "critical", labels: { job: "shop/orders", db_system_name: "postgresql" }, value: "2" }],
    },
    {
      name: "fires for a broker",
      series: {
        'otel_preload_connection_failures_total{job="shop/worker",instance="a",messaging_system="rabbitmq"}': "0+1x20",
      },
      at: "10m",
      fires: [{ severity: "critical", labels: { job: "shop/worker", messaging_system: "rabbitmq" }, value: "2" }],
    },
    { name: "zero traffic", series: { [failures("a")]: "40x20" }, at: "10m", fires: [] },
    { name: "a single error", series: { [failures("a")]: "0x5 1x15" }, at: "8m", fires: [] },
    { name: "a restart of the database", series: { [failures("a")]: "0x5 60x15" }, at: "8m", fires: [] },
    {
      name: "a deploy",
      series: { [failures("a")]: "40x6 _x15", [failures("b")]: "_x6 0x15" },
      at: "9m",
      fires: [],
    },
    { name: "a gap", series: { [failures("a")]: "40x4 _x8 40x8" }, at: "14m", fires: [] },
  ],
  DbPoolHigh: [
    {
      name: "fires",
      series: { [used("a")]: "10x20", [max("a")]: "10x20", [pending("a")]: "4x20" },
      at: "10m",
      fires: [
        { severity: "critical", labels: poolLabels, value: "100%" },
        { severity: "warning", labels: poolLabels, value: "100%" },
      ],
    },
    {
      name: "fires when one of three instances is full",
      series: {
        [used("a")]: "9x20",
        [max("a")]: "10x20",
        [pending("a")]: "0x20",
        [used("b")]: "1x20",
        [max("b")]: "10x20",
        [used("c")]: "0x20",
        [max("c")]: "10x20",
      },
      at: "10m",
      fires: [{ severity: "warning", labels: poolLabels, value: "90%" }],
    },
    {
      name: "zero traffic",
      series: { [used("a")]: "0x20", [max("a")]: "10x20", [pending("a")]: "0x20" },
      at: "10m",
      fires: [],
    },
    {
      name: "a burst",
      series: { [used("a")]: "2x6 10x2 2x12", [max("a")]: "10x20", [pending("a")]: "0x6 7x2 0x12" },
      at: "9m",
      fires: [],
    },
    {
      name: "a restart",
      series: {
        [used("a")]: "2x5 9 _x15",
        [max("a")]: "10x6 _x15",
        [used("b")]: "_x6 1x15",
        [max("b")]: "_x6 10x15",
      },
      at: "20m",
      fires: [],
    },
  ],
  DatabaseDown: [
    {
      name: "fires",
      series: { 'pg_up{job="postgres",instance="db:9187"}': "1x5 0x10" },
      at: "8m",
      fires: [{ severity: "critical", labels: postgres }],
    },
    {
      name: "fires for Redis",
      series: {
        'redis_up{job="redis",instance="cache:9121"}': "1x5 0x10",
        'pg_up{job="postgres",instance="db:9187"}': "1x15",
      },
      at: "8m",
      fires: [{ severity: "critical", labels: { job: "redis", instance: "cache:9121" } }],
    },
    {
      name: "a single failed probe",
      series: { 'pg_up{job="postgres",instance="db:9187"}': "1x5 0 1x10" },
      at: "6m",
      fires: [],
    },
    {
      name: "never run",
      series: { 'up{job="postgres",instance="db:9187"}': "0x20" },
      at: "15m",
      fires: [],
    },
    { name: "a gap", series: { 'pg_up{job="postgres",instance="db:9187"}': "1x5 _x8 1x7" }, at: "12m", fires: [] },
  ],
};
