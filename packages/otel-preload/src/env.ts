import { otlpVariables, otlpSignals } from "./env-otlp.ts";
import { batchVariables, limits } from "./env-limits.ts";
import type { EnvVariable } from "./env-variable.ts";

const exporters = ["otlp", "console", "none"] as const;
const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

const general: readonly EnvVariable[] = [
  { name: "OTEL_SDK_DISABLED", type: "boolean", default: "false", description: "true switches all telemetry off" },
  {
    name: "OTEL_SERVICE_NAME",
    type: "string",
    default: "",
    description: "Name of the service; otherwise the name in the nearest package.json",
  },
  {
    name: "OTEL_RESOURCE_ATTRIBUTES",
    type: "map",
    default: "",
    description: "Attributes of everything sent, as key=value pairs separated by commas; values percent-encoded",
  },
  {
    name: "OTEL_LOG_LEVEL",
    type: "enum",
    default: "warn",
    allowed: ["none", "error", "warn", "info", "debug", "verbose", "all"],
    description: "How much the preload itself says on stderr",
  },
  {
    name: "OTEL_PROPAGATORS",
    type: "list",
    default: "tracecontext,baggage",
    allowed: ["tracecontext", "baggage", "b3", "b3multi", "none"],
    description: "Headers that carry the trace to the next service; b3 and b3multi are Zipkin's",
  },
  {
    name: "OTEL_TRACES_SAMPLER",
    type: "enum",
    default: "parentbased_always_on",
    allowed: samplers,
    description: "Which traces are kept",
  },
  {
    name: "OTEL_TRACES_SAMPLER_ARG",
    type: "number",
    default: "1",
    minimum: 0,
    maximum: 1,
    description: "Share of traces kept by the ratio samplers, 0 to 1",
  },
  { name: "OTEL_TRACES_EXPORTER", type: "enum", default: "otlp", allowed: exporters, description: "Where traces go" },
  {
    name: "OTEL_METRICS_EXPORTER",
    type: "list",
    default: "otlp",
    allowed: [...exporters, "prometheus"],
    description: "Where metrics go; prometheus opens a pull endpoint",
  },
  { name: "OTEL_LOGS_EXPORTER", type: "enum", default: "otlp", allowed: exporters, description: "Where logs go" },
];

const metrics: readonly EnvVariable[] = [
  {
    name: "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    type: "enum",
    default: "cumulative",
    allowed: ["cumulative", "delta", "lowmemory"],
    description: "Temporality of metrics",
  },
  {
    name: "OTEL_METRICS_EXEMPLAR_FILTER",
    type: "enum",
    default: "trace_based",
    allowed: ["always_on", "always_off", "trace_based"],
    description: "Which durations leave an exemplar: those in kept traces, all, none",
  },
  {
    name: "OTEL_METRIC_EXPORT_INTERVAL",
    type: "millis",
    default: "15000",
    minimum: 100,
    description: "Time between two metric exports, ms (the specification's default is 60000)",
  },
  {
    name: "OTEL_METRIC_EXPORT_TIMEOUT",
    type: "millis",
    default: "10000",
    minimum: 1,
    description: "Longest time of one metric export, ms",
  },
  {
    name: "OTEL_EXPORTER_PROMETHEUS_HOST",
    type: "string",
    default: "localhost",
    description: "Host of the pull endpoint",
  },
  {
    name: "OTEL_EXPORTER_PROMETHEUS_PORT",
    type: "integer",
    default: "9464",
    minimum: 0,
    maximum: 65535,
    description: "Port of the pull endpoint",
  },
];

/** Short names of the instrumentations; a test compares them with those there are. */
const instrumentations = [
  "http",
  "undici",
  "console",
  "ioredis",
  "mongodb",
  "mysql2",
  "pg",
  "redis",
  "winston",
  "pino",
  "bunyan",
  "amqplib",
  "kafkajs",
  "bullmq",
  "express",
  "fastify",
  "koa",
  "nestjs-core",
  "aws-sdk",
  "cassandra-driver",
  "connect",
  "graphql",
  "grpc",
  "hapi",
  "knex",
  "memcached",
  "mongoose",
  "mysql",
  "openai",
  "oracledb",
  "restify",
  "socket.io",
  "tedious",
  "aws-lambda",
  "runtime-node",
  "uncaught-error",
] as const;

const ours: readonly EnvVariable[] = [
  {
    name: "OTEL_NODE_ENABLED_INSTRUMENTATIONS",
    type: "list",
    default: "",
    items: instrumentations,
    description: "Only these instrumentations, by short name: http, pg, …",
  },
  {
    name: "OTEL_NODE_DISABLED_INSTRUMENTATIONS",
    type: "list",
    default: "",
    items: instrumentations,
    description: "All instrumentations but these",
  },
  {
    name: "OTEL_PRELOAD_BAGGAGE_HOSTS",
    type: "list",
    default: "",
    description: "Hosts outside private networks that may receive our baggage header; *.example.com allowed",
  },
  {
    name: "OTEL_PRELOAD_LOG_CORRELATION",
    type: "boolean",
    default: "false",
    description: "true writes trace_id and span_id into the application's own winston, pino and bunyan lines",
  },
  {
    name: "OTEL_PRELOAD_SPOOL_DIRECTORY",
    type: "string",
    default: "$XDG_STATE_HOME/otel-preload",
    description: "Where telemetry waits on disk while the collector is away, in a folder for each service",
  },
  {
    name: "OTEL_PRELOAD_SPOOL_MIB",
    type: "number",
    default: "64",
    minimum: 0,
    description: "Most of it, MiB; the oldest is dropped and counted. 0: nothing is written to disk",
  },
  {
    name: "OTEL_PRELOAD_SAMPLING_RULES",
    type: "list",
    default: "",
    description:
      "Shares of traces kept, by request or span name: GET /search=0.1, /users/:id=0, consumer orders=0.5; the first that fits decides (docs/sampling.md)",
  },
  {
    name: "OTEL_PRELOAD_SAMPLING_HEALTH_CHECKS",
    type: "boolean",
    default: "false",
    description:
      "true keeps the traces of health checks (GET /healthz, /readyz, /metrics, …); metrics always count them",
  },
  {
    name: "OTEL_PRELOAD_SAMPLING_RATE_LIMIT",
    type: "number",
    default: "",
    minimum: 0.01,
    description: "Most new traces a second; those beyond are left out and counted",
  },
  {
    name: "OTEL_PRELOAD_REDACT_KEYS",
    type: "list",
    default: "",
    description: "More names of attributes, headers and fields whose values are hidden",
  },
  {
    name: "OTEL_PRELOAD_REDACTION",
    type: "boolean",
    default: "true",
    description: "false sends secrets and personal data as they are",
  },
  {
    name: "SENTRY_DSN",
    type: "url",
    default: "",
    secret: true,
    description: "Address of a Sentry project; errors become its issues",
  },
  {
    name: "SENTRY_ENVIRONMENT",
    type: "string",
    default: "deployment.environment.name",
    description: "Environment of Sentry issues",
  },
  { name: "SENTRY_RELEASE", type: "string", default: "service name@version", description: "Release of Sentry issues" },
];

/**
 * Every environment variable that the preload reads, as data: the reader, the README's table and the warning for
 * unknown names are derived from it, in this order. Names and meanings of `OTEL_*` follow the OpenTelemetry
 * specification (configuration/sdk-environment-variables, protocol/exporter); `OTEL_PRELOAD_*` are ours.
 */
export const variables: readonly EnvVariable[] = [
  ...general,
  ...otlpSignals.flatMap(otlpVariables),
  ...metrics,
  ...batchVariables("OTEL_BSP", "spans"),
  ...batchVariables("OTEL_BLRP", "log records"),
  ...limits,
  ...ours,
];
