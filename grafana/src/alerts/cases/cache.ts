import type { AlertCase } from "../../alert/definition.ts";

const redis = (metric: string, more = ""): string => `${metric}{job="redis",instance="cache:9121"${more}}`;
const lookups = (outcome: string, instance = "a"): string =>
  `app_cache_requests_total{job="shop/catalog",instance="${instance}",cache="prices",outcome="${outcome}"}`;
const instance = { job: "redis", instance: "cache:9121" };
const prices = { job: "shop/catalog", cache: "prices" };

/** One-minute samples of Redis and of an application's cache, and what must come of them. */
export const cacheCases: Readonly<Record<"RedisMemoryHigh" | "CacheHitRateLow", readonly AlertCase[]>> = {
  RedisMemoryHigh: [
    {
      name: "fires",
      series: {
        [redis("redis_memory_used_bytes")]: "500x5 980x20",
        [redis("redis_memory_max_bytes")]: "1000x30",
        [redis("redis_instance_info", ',maxmemory_policy="noeviction"')]: "1x30",
      },
      at: "20m",
      fires: [
        { severity: "critical", labels: instance, value: "98%" },
        { severity: "warning", labels: instance, value: "98%" },
      ],
    },
    {
      name: "full by design",
      series: {
        [redis("redis_memory_used_bytes")]: "1000x30",
        [redis("redis_memory_max_bytes")]: "1000x30",
        [redis("redis_instance_info", ',maxmemory_policy="allkeys-lru"')]: "1x30",
      },
      at: "20m",
      fires: [],
    },
    {
      name: "no limit",
      series: { [redis("redis_memory_used_bytes")]: "1000x30", [redis("redis_memory_max_bytes")]: "0x30" },
      at: "20m",
      fires: [],
    },
    {
      name: "a gap",
      series: {
        [redis("redis_memory_used_bytes")]: "980 _x8 500x20",
        [redis("redis_memory_max_bytes")]: "1000 _x8 1000x20",
      },
      at: "20m",
      fires: [],
    },
  ],
  CacheHitRateLow: [
    {
      name: "fires",
      series: { [lookups("hit")]: "0+60x40", [lookups("miss")]: "0+60x40" },
      at: "35m",
      fires: [{ severity: "warning", labels: prices, value: "50%" }],
    },
    {
      name: "fires for Redis",
      series: {
        [redis("redis_keyspace_hits_total")]: "0+30x40",
        [redis("redis_keyspace_misses_total")]: "0+90x40",
      },
      at: "35m",
      fires: [{ severity: "warning", labels: { job: "redis" }, value: "25%" }],
    },
    {
      name: "zero traffic",
      series: { [lookups("hit")]: "500x40", [lookups("miss")]: "9000x40" },
      at: "35m",
      fires: [],
    },
    {
      name: "a single miss",
      series: { [lookups("hit")]: "0x40", [lookups("miss")]: "0x20 1x20" },
      at: "35m",
      fires: [],
    },
    {
      name: "a restart that empties the cache",
      series: {
        [lookups("hit")]: "0+110x20 _x30",
        [lookups("miss")]: "0+10x20 _x30",
        [lookups("hit", "b")]: "_x21 0+60x4 300+110x30",
        [lookups("miss", "b")]: "_x21 0+60x4 300+10x30",
      },
      at: "40m",
      fires: [],
    },
  ],
};
