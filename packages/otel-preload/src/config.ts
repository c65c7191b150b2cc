import { type OtlpConfig, readOtlp, type Signal } from "./config-otlp.ts";
import type { DiagLevel } from "./diag.ts";
import { parseRule, type SamplingRule } from "./engine/sampling/rules.ts";
import { type Env, EnvReader, type Report } from "./env-reader.ts";
import { reportUnknown } from "./env-unknown.ts";
import type { ExemplarFilter } from "./metrics/duration/histogram.ts";
import { parseDsn } from "./sentry/dsn.ts";

export type { OtlpConfig } from "./config-otlp.ts";
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
  readonly exemplarFilter: ExemplarFilter;
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
    disabled: read.boolean("OTEL_SDK_DISABLED"),
    serviceName: read.string("OTEL_SERVICE_NAME"),
    resourceAttributes: read.map("OTEL_RESOURCE_ATTRIBUTES"),
    diagLevel: read.choice<DiagLevel>("OTEL_LOG_LEVEL"),
    propagators: read.list("OTEL_PROPAGATORS") ?? ["tracecontext", "baggage"],
    sampler: readSampler(read),
    tracesExporter: read.choice<Config["tracesExporter"]>("OTEL_TRACES_EXPORTER"),
    logsExporter: read.choice<Config["logsExporter"]>("OTEL_LOGS_EXPORTER"),
  };
}

function readMetrics(
  read: EnvReader,
): Pick<
  Config,
  "metricsExporters" | "temporality" | "exemplarFilter" | "metricIntervalMillis" | "metricTimeoutMillis" | "prometheus"
> {
  return {
    metricsExporters: read.list("OTEL_METRICS_EXPORTER") ?? ["otlp"],
    temporality: read.choice<Config["temporality"]>("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"),
    exemplarFilter: read.choice<ExemplarFilter>("OTEL_METRICS_EXEMPLAR_FILTER"),
    ...readMetricTimes(read),
    prometheus: {
      host: read.string("OTEL_EXPORTER_PROMETHEUS_HOST") ?? "localhost",
      port: read.number("OTEL_EXPORTER_PROMETHEUS_PORT"),
    },
  };
}

function readMetricTimes(read: EnvReader): Pick<Config, "metricIntervalMillis" | "metricTimeoutMillis"> {
  const metricIntervalMillis = read.number("OTEL_METRIC_EXPORT_INTERVAL");
  const asked = read.optionalNumber("OTEL_METRIC_EXPORT_TIMEOUT");
  if (asked !== undefined && asked > metricIntervalMillis) {
    const used = `${metricIntervalMillis} is used instead`;
    read.wrong("OTEL_METRIC_EXPORT_TIMEOUT", `at most the interval, ${metricIntervalMillis}`, used);
  }
  const timeout = asked ?? read.number("OTEL_METRIC_EXPORT_TIMEOUT");
  return { metricIntervalMillis, metricTimeoutMillis: Math.min(timeout, metricIntervalMillis) };
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
      maxBytes: Math.floor(read.number("OTEL_PRELOAD_SPOOL_MIB") * 1024 * 1024),
    },
    baggageHosts: read.list("OTEL_PRELOAD_BAGGAGE_HOSTS") ?? [],
    logCorrelation: read.boolean("OTEL_PRELOAD_LOG_CORRELATION"),
    redaction: {
      enabled: read.boolean("OTEL_PRELOAD_REDACTION"),
      keys: read.list("OTEL_PRELOAD_REDACT_KEYS") ?? [],
    },
  };
}

function readSampler(read: EnvReader): SamplerConfig {
  const name = read.choice<SamplerName>("OTEL_TRACES_SAMPLER");
  const ratio = read.optionalNumber("OTEL_TRACES_SAMPLER_ARG");
  const takesRatio = name.endsWith("traceidratio");
  if (ratio !== undefined && !takesRatio) {
    read.wrong("OTEL_TRACES_SAMPLER_ARG", `nothing, as the sampler ${name} takes no argument`, "it is ignored");
  }
  return {
    name,
    ratio: takesRatio ? (ratio ?? 1) : 1,
    rules:
      read.parsed("OTEL_PRELOAD_SAMPLING_RULES", "rules like GET /search=0.1 or consumer orders*=0", parseRule) ?? [],
    keepsHealthChecks: read.boolean("OTEL_PRELOAD_SAMPLING_HEALTH_CHECKS"),
    tracesPerSecond: read.optionalNumber("OTEL_PRELOAD_SAMPLING_RATE_LIMIT"),
  };
}

function readBatch(read: EnvReader, prefix: string): BatchConfig {
  const maxQueueSize = read.number(`${prefix}_MAX_QUEUE_SIZE`);
  const asked = read.number(`${prefix}_MAX_EXPORT_BATCH_SIZE`);
  if (asked > maxQueueSize && read.raw(`${prefix}_MAX_EXPORT_BATCH_SIZE`) !== "") {
    const expected = `at most ${prefix}_MAX_QUEUE_SIZE, ${maxQueueSize}`;
    read.wrong(`${prefix}_MAX_EXPORT_BATCH_SIZE`, expected, `${maxQueueSize} is used instead`);
  }
  return {
    delayMillis: read.number(`${prefix}_SCHEDULE_DELAY`),
    exportTimeoutMillis: read.number(`${prefix}_EXPORT_TIMEOUT`),
    maxQueueSize,
    maxBatchSize: Math.min(asked, maxQueueSize),
  };
}

function readLimits(read: EnvReader): LimitsConfig {
  const count = read.number("OTEL_ATTRIBUTE_COUNT_LIMIT");
  const length = read.number("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT");
  return {
    attributeCount: read.optionalNumber("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT") ?? count,
    attributeValueLength: read.optionalNumber("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? length,
    eventCount: read.number("OTEL_SPAN_EVENT_COUNT_LIMIT"),
    linkCount: read.number("OTEL_SPAN_LINK_COUNT_LIMIT"),
    attributesPerEvent: read.number("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"),
    attributesPerLink: read.number("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"),
    logAttributeCount: read.optionalNumber("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT") ?? count,
    logAttributeValueLength: read.optionalNumber("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT") ?? length,
  };
}

function readSentry(read: EnvReader): Config["sentry"] {
  const expected = "https://<public key>@<host>/<project id>";
  const lost = "errors do not become issues";
  const dsn = read.read("SENTRY_DSN", expected, (text) => parseDsn(text)?.text, lost);
  if (dsn === undefined) return undefined;
  return { dsn, environment: read.string("SENTRY_ENVIRONMENT"), release: read.string("SENTRY_RELEASE") };
}
