import { describe, expect, test } from "vitest";
import { type Config, readConfig } from "../src/config.ts";
import { variables } from "../src/env.ts";
import { instrumentationNames } from "../src/instrumentation/index.ts";

function read(env: Record<string, string>) {
  const lines: string[] = [];
  return { config: readConfig(env, (line) => lines.push(line)), lines };
}

/** Kinds of wrong values. What a variable takes of them in silence stands in its row below. */
const kinds = {
  empty: "",
  spaces: "   ",
  text: "nonsense",
  negative: "-5",
  zero: "0",
  infinite: "1e309",
  nan: "NaN",
  unit: "5s",
  fraction: "1.5",
  "non-ASCII": "größe-日本",
  megabyte: "x".repeat(1024 * 1024),
  newline: "one\ntwo",
  "control character": "one\u001b[31mtwo",
  quotes: "'quoted'",
} as const;
type Kind = keyof typeof kinds;

/** For which kinds a variable needs no line, and what it then means. */
type Row = Partial<Record<Kind, unknown>>;

interface Case {
  readonly get: (config: Config) => unknown;
  readonly takes: Row;
  /** When a value around quotes or of a list is not the default. */
  readonly also?: Row;
}

const text = (get: Case["get"]): Case => ({
  get,
  takes: {
    text: "nonsense",
    negative: "-5",
    zero: "0",
    infinite: "1e309",
    nan: "NaN",
    unit: "5s",
    fraction: "1.5",
    "non-ASCII": "größe-日本",
  },
  also: { quotes: "quoted" },
});
const list = (get: Case["get"]): Case => {
  const { takes } = text(get);
  return {
    get,
    takes: Object.fromEntries(Object.entries(takes).map(([kind, value]) => [kind, [value]])),
    also: { quotes: ["quoted"] },
  };
};
const strict = (get: Case["get"]): Case => ({ get, takes: {} });
const orZero = (get: Case["get"]): Case => ({ get, takes: { zero: 0 } });

const otlp = (signal: "traces" | "metrics" | "logs", prefix: string): Record<string, Case> => ({
  [`${prefix}ENDPOINT`]: strict((config) => config.otlp[signal].url),
  [`${prefix}HEADERS`]: strict((config) => config.otlp[signal].headers),
  [`${prefix}PROTOCOL`]: strict((config) => config.otlp[signal].protocol),
  [`${prefix}INSECURE`]: strict((config) => config.otlp[signal].url.startsWith("https:")),
  [`${prefix}TIMEOUT`]: strict((config) => config.otlp[signal].timeoutMillis),
  [`${prefix}COMPRESSION`]: strict((config) => config.otlp[signal].compression),
  [`${prefix}CERTIFICATE`]: strict((config) => config.otlp[signal].certificateFile),
  [`${prefix}CLIENT_KEY`]: strict((config) => config.otlp[signal].clientKeyFile),
  [`${prefix}CLIENT_CERTIFICATE`]: strict((config) => config.otlp[signal].clientCertificateFile),
});
const batch = (prefix: string, key: "spanBatch" | "logBatch"): Record<string, Case> => ({
  [`${prefix}_SCHEDULE_DELAY`]: strict((config) => config[key].delayMillis),
  [`${prefix}_EXPORT_TIMEOUT`]: strict((config) => config[key].exportTimeoutMillis),
  [`${prefix}_MAX_QUEUE_SIZE`]: strict((config) => config[key].maxQueueSize),
  [`${prefix}_MAX_EXPORT_BATCH_SIZE`]: strict((config) => config[key].maxBatchSize),
});

/** One row a variable. */
const cases: Readonly<Record<string, Case>> = {
  OTEL_SDK_DISABLED: strict((config) => config.disabled),
  OTEL_SERVICE_NAME: text((config) => config.serviceName),
  OTEL_RESOURCE_ATTRIBUTES: strict((config) => config.resourceAttributes),
  OTEL_LOG_LEVEL: strict((config) => config.diagLevel),
  OTEL_PROPAGATORS: strict((config) => config.propagators),
  OTEL_TRACES_SAMPLER: strict((config) => config.sampler.name),
  // Without a ratio sampler the argument itself is the mistake: see below.
  OTEL_TRACES_SAMPLER_ARG: strict((config) => config.sampler.ratio),
  OTEL_TRACES_EXPORTER: strict((config) => config.tracesExporter),
  OTEL_METRICS_EXPORTER: strict((config) => config.metricsExporters),
  OTEL_LOGS_EXPORTER: strict((config) => config.logsExporter),
  ...otlp("traces", "OTEL_EXPORTER_OTLP_"),
  ...otlp("traces", "OTEL_EXPORTER_OTLP_TRACES_"),
  ...otlp("metrics", "OTEL_EXPORTER_OTLP_METRICS_"),
  ...otlp("logs", "OTEL_EXPORTER_OTLP_LOGS_"),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: strict((config) => config.temporality),
  OTEL_METRICS_EXEMPLAR_FILTER: strict((config) => config.exemplarFilter),
  OTEL_METRIC_EXPORT_INTERVAL: strict((config) => config.metricIntervalMillis),
  OTEL_METRIC_EXPORT_TIMEOUT: strict((config) => config.metricTimeoutMillis),
  OTEL_EXPORTER_PROMETHEUS_HOST: text((config) => config.prometheus.host),
  OTEL_EXPORTER_PROMETHEUS_PORT: orZero((config) => config.prometheus.port),
  ...batch("OTEL_BSP", "spanBatch"),
  ...batch("OTEL_BLRP", "logBatch"),
  OTEL_ATTRIBUTE_COUNT_LIMIT: orZero((config) => config.limits.attributeCount),
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: orZero((config) => config.limits.attributeValueLength),
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: orZero((config) => config.limits.attributeCount),
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: orZero((config) => config.limits.attributeValueLength),
  OTEL_SPAN_EVENT_COUNT_LIMIT: orZero((config) => config.limits.eventCount),
  OTEL_SPAN_LINK_COUNT_LIMIT: orZero((config) => config.limits.linkCount),
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: orZero((config) => config.limits.attributesPerEvent),
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: orZero((config) => config.limits.attributesPerLink),
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: orZero((config) => config.limits.logAttributeCount),
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: orZero((config) => config.limits.logAttributeValueLength),
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: strict((config) => config.enabledInstrumentations),
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: strict((config) => config.disabledInstrumentations),
  OTEL_PRELOAD_BAGGAGE_HOSTS: list((config) => config.baggageHosts),
  OTEL_PRELOAD_LOG_CORRELATION: strict((config) => config.logCorrelation),
  OTEL_PRELOAD_SAMPLING_RULES: strict((config) => config.sampler.rules),
  OTEL_PRELOAD_SAMPLING_HEALTH_CHECKS: strict((config) => config.sampler.keepsHealthChecks),
  OTEL_PRELOAD_SAMPLING_RATE_LIMIT: { get: (config) => config.sampler.tracesPerSecond, takes: { fraction: 1.5 } },
  OTEL_PRELOAD_SPOOL_DIRECTORY: text((config) => config.spool.directory),
  OTEL_PRELOAD_SPOOL_MIB: {
    get: (config) => config.spool.maxBytes / 1024 / 1024,
    takes: { zero: 0, fraction: 1.5 },
  },
  OTEL_PRELOAD_REDACT_KEYS: list((config) => config.redaction.keys),
  OTEL_PRELOAD_REDACTION: strict((config) => config.redaction.enabled),
  SENTRY_DSN: strict((config) => config.sentry),
  SENTRY_ENVIRONMENT: text((config) => config.sentry?.environment),
  SENTRY_RELEASE: text((config) => config.sentry?.release),
};

test("every variable has a row", () => {
  expect(Object.keys(cases).toSorted()).toEqual(variables.map(({ name }) => name).toSorted());
});

const always = { SENTRY_DSN: "https://key@sentry.example.com/1" };

describe.for(variables)("$name", ({ name, secret }) => {
  const { get, takes, also = {} } = cases[name] ?? strict(() => undefined);
  const surroundings = name === "SENTRY_DSN" ? {} : always;
  const normal = get(read(surroundings).config);

  test.for(Object.entries(kinds) as [Kind, string][])("%s", ([kind, value]) => {
    const { config, lines } = read({ ...surroundings, [name]: value });
    if (value.trim() === "" || kind in takes) {
      expect(lines).toEqual([]);
      expect(get(config)).toEqual(kind in takes ? takes[kind] : normal);
      return;
    }
    expect(lines).toHaveLength(1);
    const [line = ""] = lines;
    expect(line).toMatch(
      new RegExp(
        `^${name} is .+, expected .+; .+(?:is used|used instead|is ignored|is left out|without them|become issues)$`,
        "u",
      ),
    );
    expect(line.length).toBeLessThan(600);
    if (secret === true) expect(line).not.toContain(value.slice(0, 20));
    else expect(line).toContain(JSON.stringify(value.slice(0, 20)).slice(1, -1).replaceAll("'", ""));
    expect(get(config)).toEqual(kind in also ? also[kind] : normal);
  });
});

test("defaults in the table are those that hold", () => {
  const { config } = read({});
  for (const { name, type, default: value } of variables) {
    const { get } = cases[name] ?? strict(() => undefined);
    if (["integer", "millis"].includes(type) && /^\d+$/u.test(value))
      expect([name, get(config)]).toEqual([name, Number(value)]);
    if (["enum", "boolean"].includes(type) && !value.startsWith("as "))
      expect([name, String(get(config))]).toEqual([name, value]);
  }
});

test("the instrumentations that can be named are those there are", () => {
  const named = variables.find(({ name }) => name === "OTEL_NODE_DISABLED_INSTRUMENTATIONS")?.items;
  expect([...(named ?? [])].toSorted()).toEqual([...instrumentationNames()].toSorted());
  const { config, lines } = read({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: "HTTP,postgres" });
  expect(config.enabledInstrumentations).toEqual(["http"]);
  expect(lines).toEqual([
    expect.stringMatching(
      /^OTEL_NODE_ENABLED_INSTRUMENTATIONS is "HTTP,postgres", expected a list of http, .+; only http is used$/u,
    ),
  ]);
});
