import type { AlertDef, RuleContext } from "../alert/definition.ts";
import { redis } from "../inventory/redis.ts";
import { app } from "../inventory/telemetry.ts";
import { cacheCases } from "./cases/cache.ts";

/** Hits per lookup where there are enough lookups; `by` tells what belongs together. */
function lowHitRate({ config, threshold }: RuleContext, by: string, hits: string, lookups: string): string {
  const sum = (rate: string): string => `sum by (${by}) (${rate})`;
  return `${sum(hits)} / ${sum(lookups)} < ${threshold} and ${sum(lookups)} > ${config.minimumRate * 10}`;
}

function serverHitRate(context: RuleContext): string {
  const rate = (metric: unknown): string => `rate(${String(metric)}[${context.window.quarter}])`;
  return lowHitRate(context, "job", rate(redis.hits), `${rate(redis.hits)} + ${rate(redis.misses)}`);
}

function applicationHitRate(context: RuleContext): string {
  const rate = (matcher?: string): string =>
    `rate(${app.cacheRequests}{${context.where(...(matcher === undefined ? [] : [matcher]))}}[${context.window.quarter}])`;
  return lowHitRate(context, "job, cache", rate('outcome="hit"'), rate());
}

/** Redis as a store, and the caches that applications keep in it or in memory. */
export const cacheAlerts: readonly AlertDef[] = [
  {
    name: "RedisMemoryHigh",
    group: "cache",
    component: "cache",
    signal: "cause",
    // A cache that evicts any key is full by design; every other policy refuses writes when it is full.
    expr: ({ threshold }) => `max by (job, instance) (${redis.memory} / (${redis.memoryMax} > 0)) > ${threshold}
unless on (job, instance) ${redis.info}{maxmemory_policy=~"allkeys-.+"}`,
    guard: "only with a limit (maxmemory) and a policy under which a full Redis refuses writes",
    summary: "Redis is nearly full and will refuse writes",
    description: "Redis at {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory.",
    dashboard: { uid: "otel-cache" },
    cases: cacheCases.RedisMemoryHigh,
  },
  {
    name: "CacheHitRateLow",
    group: "cache",
    component: "cache",
    signal: "cause",
    expr: (context) => `${serverHitRate(context)}
or (${applicationHitRate(context)})`,
    guard: "at least ten times minimumRate lookups a second, over a quarter of an hour",
    summary: "A cache finds too little of what it is asked for",
    description:
      "Only {{ $value | humanizePercentage }} of the lookups in {{ $labels.job }} {{ $labels.cache }} find something; the rest goes to the source.",
    dashboard: { uid: "otel-cache" },
    cases: cacheCases.CacheHitRateLow,
  },
];
