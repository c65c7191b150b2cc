import type { DiagLevel } from "./diag.ts";
import { parseRule, type SamplingRule } from "./engine/sampling/rules.ts";
import { type Env, EnvReader, type Report, reportUnknown } from "./env-reader.ts";

export type Signal = "traces" | "metrics" | "logs";
export type SamplerName =
  | "always_on"
  | "always_off"
  | "traceidratio"
  | "parentbased_always_on"
  | "parentbased_always_off"
  | "parentbased_traceidratio";

export interface SamplerConfig {
  readonly name: SamplerName;
  readonly ratio: number;
  readonly rules: readonly SamplingRule[];
  readonly keepsHealthChecks: boolean;
  /** Most new traces a second; `undefined` for no limit. */
  readonly tracesPerSecond: number | undefined;
}

export interface OtlpConfig {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: "http/protobuf" | "http/json";
  readonly timeoutMillis: number;
  readonly compression: "none" | "gzip";
  readonly certificateFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly clientCertificateFile: string | undefined;
}

export interface BatchConfig {
  readonly delayMillis: number;
  readonly exportTimeoutMillis: number;
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}

export interface LimitsConfig {
  readonly attributeCount: number;
  readonly attributeValueLength: number;
  readonly eventCount: number;
  readonly linkCount: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
  readonly logAttributeCount: number;
  readonly logAttributeValueLength: number;
}

export interface Config {
  readonly disabled: boolean;
  readonly serviceName: string | undefined;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly diagLevel: DiagLevel;
  readonly propagators: readonly string[];
  readonly sampler: SamplerConfig;
  readonly tracesExporter: "otlp" | "console" | "none";
  readonly metricsExporters: readonly string[];
  readonly logsExporter: "otlp" | "console" | "none";
  readonly otlp: Readonly<Record<Signal, OtlpConfig>>;
  readonly temporality: "cumulative" | "delta" | "lowmemory";
  readonly metricIntervalMillis: number;
  readonly metricTimeoutMillis: number;
  readonly prometheus: { readonly host: string; readonly port: number };
  readonly spanBatch: BatchConfig;
  readonly logBatch: BatchConfig;
  readonly limits: LimitsConfig;
  readonly enabledInstrumentations: readonly string[] | undefined;
  readonly disabledInstrumentations: readonly string[];
  readonly baggageHosts: readonly string[];
  readonly logCorrelation: boolean;
  readonly redaction: { readonly enabled: boolean; readonly keys: readonly string[] };
  readonly spool: { readonly directory: string | undefined; readonly maxBytes: number };
  readonly sentry:
    | { readonly dsn: string; readonly environment: string | undefined; readonly release: string | undefined }
    | undefined;
}

/**
 * Reads the environment once. Never throws: a wrong value is reported in one line (variable, got, expected, used
 * instead) and its default holds.
 */
export function readConfig(env: Env, report: Report): Config {
  const said = new Set<string>();
  // The general OTLP variables are read once per signal; a person needs the line once.
  const once: Report = (line) => {
    if (!said.has(line)) report(line);
    said.add(line);
  };
  const read = new EnvReader(env, once);
  reportUnknown(env, once);
  return Object.freeze({
    ...readGeneral(read),
    ...readMetrics(read),
    ...readOurs(read),
    otlp: { traces: readOtlp(read, "traces"), metrics: readOtlp(read, "metrics"), logs: readOtlp(read, "logs") },
    spanBatch: readBatch(read, "OTEL_BSP"),
    logBatch: readBatch(read, "OTEL_BLRP"),
    limits: readLimits(read),
    sentry: readSentry(read),
  });
}

type General =
  | "disabled"
  | "serviceName"
  | "resourceAttributes"
  | "diagLevel"
  | "propagators"
  | "sampler"
  | "tracesExporter"
  | "logsExporter";

function readGeneral(read: EnvReader): Pick<Config, General> {
  return {
    disabled: read.boolean("OTEL_SDK_DISABLED") ?? false,
    serviceName: read.string("OTEL_SERVICE_NAME"),
    resourceAttributes: read.map("OTEL_RESOURCE_ATTRIBUTES") ?? {},
    diagLevel: read.choice<DiagLevel>("OTEL_LOG_LEVEL", "warn"),
    propagators: read.list("OTEL_PROPAGATORS") ?? ["tracecontext", "baggage"],
    sampler: readSampler(read),
    tracesExporter: read.choice<Config["tracesExporter"]>("OTEL_TRACES_EXPORTER", "otlp"),
    logsExporter: read.choice<Config["logsExporter"]>("OTEL_LOGS_EXPORTER", "otlp"),
  };
}

function readMetrics(
  read: EnvReader,
): Pick<Config, "metricsExporters" | "temporality" | "metricIntervalMillis" | "metricTimeoutMillis" | "prometheus"> {
  return {
    metricsExporters: read.list("OTEL_METRICS_EXPORTER") ?? ["otlp"],
    temporality: read.choice<Config["temporality"]>("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "cumulative"),
    metricIntervalMillis: read.number("OTEL_METRIC_EXPORT_INTERVAL") ?? 15_000,
    metricTimeoutMillis: read.number("OTEL_METRIC_EXPORT_TIMEOUT") ?? 10_000,
    prometheus: {
      host: read.string("OTEL_EXPORTER_PROMETHEUS_HOST") ?? "localhost",
      port: read.number("OTEL_EXPORTER_PROMETHEUS_PORT") ?? 9464,
    },
  };
}

type Ours =
  | "enabledInstrumentations"
  | "disabledInstrumentations"
  | "spool"
  | "baggageHosts"
  | "logCorrelation"
  | "redaction";

function readOurs(read: EnvReader): Pick<Config, Ours> {
  return {
    enabledInstrumentations: read.list("OTEL_NODE_ENABLED_INSTRUMENTATIONS"),
    disabledInstrumentations: read.list("OTEL_NODE_DISABLED_INSTRUMENTATIONS") ?? [],
    spool: {
      directory: read.string("OTEL_PRELOAD_SPOOL_DIRECTORY"),
      maxBytes: Math.floor((read.number("OTEL_PRELOAD_SPOOL_MIB") ?? 64) * 1024 * 1024),
    },
    baggageHosts: read.list("OTEL_PRELOAD_BAGGAGE_HOSTS") ?? [],
    logCorrelation: read.boolean("OTEL_PRELOAD_LOG_CORRELATION") ?? false,
    redaction: {
      enabled: read.boolean("OTEL_PRELOAD_REDACTION") ?? true,
      keys: read.list("OTEL_PRELOAD_REDACT_KEYS") ?? [],
    },
  };
}

function readSampler(read: EnvReader): SamplerConfig {
  const name = read.choice<SamplerName>("OTEL_TRACES_SAMPLER", "parentbased_always_on");
  const ratio = read.number("OTEL_TRACES_SAMPLER_ARG");
  if (ratio !== undefined && !name.endsWith("traceidratio")) {
    read.wrong("OTEL_TRACES_SAMPLER_ARG", `nothing, as the sampler ${name} takes no argument`, "it is ignored");
  }
  return {
    name,
    ratio: ratio ?? 1,
    rules:
      read.parsed("OTEL_PRELOAD_SAMPLING_RULES", "rules like GET /search=0.1 or consumer orders*=0", parseRule) ?? [],
    keepsHealthChecks: read.boolean("OTEL_PRELOAD_SAMPLING_HEALTH_CHECKS") ?? false,
    tracesPerSecond: read.number("OTEL_PRELOAD_SAMPLING_RATE_LIMIT"),
  };
}

/** A signal's own variable wins over the general one; only the general endpoint gets the signal's path appended. */
function readOtlp(read: EnvReader, signal: Signal): OtlpConfig {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_`;
  const all = "OTEL_EXPORTER_OTLP_";
  const base = read.url(`${all}ENDPOINT`) ?? "http://localhost:4318";
  return {
    url: read.url(`${own}ENDPOINT`) ?? `${base.replace(/\/+$/u, "")}/v1/${signal}`,
    headers: { ...read.map(`${all}HEADERS`), ...read.map(`${own}HEADERS`) },
    protocol: read.choice(`${own}PROTOCOL`, read.choice<OtlpConfig["protocol"]>(`${all}PROTOCOL`, "http/protobuf")),
    timeoutMillis: read.number(`${own}TIMEOUT`) ?? read.number(`${all}TIMEOUT`) ?? 10_000,
    compression: read.choice(`${own}COMPRESSION`, read.choice<OtlpConfig["compression"]>(`${all}COMPRESSION`, "none")),
    certificateFile: read.string(`${own}CERTIFICATE`) ?? read.string(`${all}CERTIFICATE`),
    clientKeyFile: read.string(`${own}CLIENT_KEY`) ?? read.string(`${all}CLIENT_KEY`),
    clientCertificateFile: read.string(`${own}CLIENT_CERTIFICATE`) ?? read.string(`${all}CLIENT_CERTIFICATE`),
  };
}

function readBatch(read: EnvReader, prefix: string): BatchConfig {
  const maxQueueSize = read.number(`${prefix}_MAX_QUEUE_SIZE`) ?? 100_000;
  return {
    delayMillis: read.number(`${prefix}_SCHEDULE_DELAY`) ?? 500,
    exportTimeoutMillis: read.number(`${prefix}_EXPORT_TIMEOUT`) ?? 30_000,
    maxQueueSize,
    maxBatchSize: Math.min(read.number(`${prefix}_MAX_EXPORT_BATCH_SIZE`) ?? 512, maxQueueSize),
  };
}

function readLimits(read: EnvReader): LimitsConfig {
  const count = read.number("OTEL_ATTRIBUTE_COUNT_LIMIT") ?? 128;
  const length = read.number("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? 100_000;
  return {
    attributeCount: read.number("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? count,
    attributeValueLength: read.number("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? length,
    eventCount: read.number("OTEL_SPAN_EVENT_COUNT_LIMIT") ?? 128,
    linkCount: read.number("OTEL_SPAN_LINK_COUNT_LIMIT") ?? 128,
    attributesPerEvent: read.number("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT") ?? 128,
    attributesPerLink: read.number("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT") ?? 128,
    logAttributeCount: read.number("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT") ?? count,
    logAttributeValueLength: read.number("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? length,
  };
}

function readSentry(read: EnvReader): Config["sentry"] {
  const dsn = read.url("SENTRY_DSN");
  if (dsn === undefined) return undefined;
  return { dsn, environment: read.string("SENTRY_ENVIRONMENT"), release: read.string("SENTRY_RELEASE") };
}
