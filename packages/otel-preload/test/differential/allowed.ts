import { databases } from "./allowed-database.ts";
import { messaging } from "./allowed-messaging.ts";
import type { Side } from "./run.ts";

/** A kind of difference that is wanted. */
export interface Allowed {
  readonly topic: string;
  /** Matches `textOf` of a difference. */
  readonly what: RegExp;
  /** Only these programs; all when missing. */
  readonly programs?: readonly string[];
  readonly reason: string;
}

/** Spans that only one side has; what is below them belongs to their parents. */
export interface LeftOut {
  readonly side: Side;
  readonly scope: string;
  /** All of the scope when missing. */
  readonly names?: readonly string[];
  readonly reason: string;
}

const instrumentation = (name: string): string => `@opentelemetry/instrumentation-${name}`;
const middleware =
  "middleware is how an application is put together, not work of its own; the route is on the server's span";

export const leftOut: readonly LeftOut[] = [
  {
    side: "upstream",
    scope: instrumentation("net"),
    reason: "a connection belongs to the request that needs it; as a span or a trace of its own it is noise",
  },
  { side: "upstream", scope: instrumentation("dns"), reason: "the same of a name's lookup" },
  { side: "upstream", scope: instrumentation("express"), reason: middleware },
  { side: "upstream", scope: instrumentation("router"), reason: middleware },
  { side: "upstream", scope: instrumentation("koa"), reason: middleware },
  {
    side: "upstream",
    scope: instrumentation("pg"),
    names: ["pg.connect", "pg-pool.connect"],
    reason: "waiting for a connection is in the duration of the query, and in the metrics of the pool",
  },
  { side: "upstream", scope: instrumentation("redis"), names: ["redis-connect"], reason: "connecting is no command" },
  {
    side: "upstream",
    scope: instrumentation("ioredis"),
    names: ["connect", "hello", "client", "info", "select"],
    reason: "what the client says when it connects is no command of the application",
  },
];

const http: readonly Omit<Allowed, "topic">[] = [
  {
    what: /^span client \S+ › attribute (?:network\.(?:peer|protocol)\.\w+|user_agent\.original|url\.(?:path|query)): .*, ours nothing$/u,
    reason:
      "recommended attributes of a client's span that say little beyond `url.full` and `server.address` are left out: each costs in every call",
  },
  {
    what: /^span client \S+ › attribute http\.request\.method_original: upstream (?:GET|POST), ours nothing$/u,
    reason: "upstream's undici writes `http.request.method_original` although the method is a known one",
  },
  {
    what: /^span client \S+ › attribute url\.scheme: upstream nothing/u,
    reason: "`url.scheme` is on client spans, too",
  },
  {
    what: /^span server .* › attribute error\.type: upstream 5\d\d, ours /u,
    reason: "`error.type` is the code or class of the error that was thrown in the handler, where there was one",
  },
  {
    what: /^span client GET › attribute error\.type: upstream Error, ours E[A-Z]+$/u,
    reason: "`error.type` of a failed connection is its code (ECONNREFUSED)",
  },
  {
    what: /^span server .* › events: upstream , ours exception exception\.message exception\.stacktrace exception\.type$/u,
    reason: "the error that a handler threw is on the server's span, with its stack",
  },
  { what: /hunter2.*REDACTED/u, programs: ["http"], reason: "secrets in queries are hidden" },
  {
    what: /^span server HTTP › name: upstream PURGE/u,
    programs: ["http"],
    reason: "an unknown method names no span, since anybody can make up any number of them",
  },
  {
    what: /^span server GET › (?:name: upstream GET|attribute http\.route: upstream) \/left\/:id/u,
    programs: ["express"],
    reason: "a route whose handler passed the request on did not answer it: the 404 has none",
  },
  {
    what: /^span server GET \/y\/:two\/:order › (?:name|attribute http\.route): upstream .*\/x\/:one,\/y\/:two/u,
    programs: ["express"],
    reason: "of a router that is mounted at several paths, the route has the one that matched",
  },
  {
    what: /^span server .* › (?:name: upstream GET, ours GET \/|attribute http\.route: upstream nothing)|^metric http\.server\.request\.duration › keys: .* ours .*http\.route/u,
    programs: ["fastify"],
    reason: "Fastify's routes are known; upstream 0.82 has no instrumentation of it",
  },
];

const metrics: readonly Omit<Allowed, "topic">[] = [
  {
    what: /^metric (?:otel\.sdk|otel_preload)\./u,
    reason: "what the preload itself did, dropped and hid is measured",
  },
  {
    what: /^metric (?:process\.|v8js\.(?:gc\.duration|memory\.heap\.limit)|nodejs\.eventloop\.delay)/u,
    reason: "the process is measured (memory, processor, garbage collection) without a second instrumentation",
  },
  {
    what: /^metric (?:v8js\.memory\.heap\.space\.\w+|v8js\.resource\.active|nodejs\.eventloop\.delay\.stddev): .*, ours nothing$/u,
    reason: "figures that no dashboard or alert asks for are not made",
  },
  {
    what: /^metric http\.client\.request\.duration › keys: /u,
    reason: "client metrics have `url.scheme`, and `network.protocol.version` only of `node:http`, not of `fetch`",
  },
  {
    what: /^metric http\.server\.active_requests: upstream nothing/u,
    reason: "requests under way are counted",
  },
];

const logs: readonly Omit<Allowed, "topic">[] = [
  {
    what: /^log [^›]*: upstream nothing, ours /u,
    programs: ["winston"],
    reason:
      "upstream's transport of winston (0.34) speaks to the former package `@opentelemetry/api-logs`, whose provider `sdk-node` 0.300 does not set any more: none of its records arrives",
  },
  {
    what: /^log .* › fields: upstream (?:.* )?time(?: .*)?, ours /u,
    programs: ["pino"],
    reason: "the time of a pino line is the record's time, not a field beside it",
  },
  {
    what: /^log .* › body: upstream no body, ours \{/u,
    programs: ["pino"],
    reason: "a line that has only fields has them as its text, so that it can be read",
  },
  {
    what: /^log (?:with a message|awkward) › fields: /u,
    programs: ["bunyan"],
    reason: "what else an error holds (`code`) is kept, and so are circular objects and dates; upstream drops them",
  },
  {
    what: /^log .* › severity: /u,
    reason: "a level between two of the specification's has the next number above the lower one",
  },
];

const topics: Readonly<Record<string, readonly Omit<Allowed, "topic">[]>> = {
  HTTP: http,
  Databases: databases,
  Messaging: messaging,
  Metrics: metrics,
  Logs: logs,
};

export const allowed: readonly Allowed[] = Object.entries(topics).flatMap(([topic, entries]) =>
  entries.map((entry) => ({ topic, ...entry })),
);
