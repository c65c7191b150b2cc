/** Who records a metric. A dashboard shows nothing where its owner does not run. */
export type Owner =
  | "preload"
  | "telemetry"
  | "upstream"
  | "collector"
  | "span_metrics"
  | "host_metrics"
  | "postgres-exporter"
  | "redis-exporter"
  | "rabbitmq"
  | "prometheus"
  | "alertmanager"
  | "loki"
  | "jaeger"
  | "prober"
  | "rules";

interface Described {
  readonly owner: Owner;
  /** Labels beside `job`, `instance` and the promoted resource attributes, as Prometheus has them. */
  readonly labels: readonly string[];
}

/** A counter or gauge: in a template literal it is its name. */
export interface Series extends Described {
  readonly type: "counter" | "gauge";
  readonly name: string;
  toString(): string;
}

/** A classic histogram; its series have `le` too. */
export interface Histogram extends Described {
  readonly type: "histogram";
  readonly name: string;
  readonly bucket: string;
  readonly count: string;
  readonly sum: string;
}

export type Metric = Series | Histogram;

/** The names of a metric's series: three for a histogram. */
export function seriesNames(metric: Metric): string[] {
  return metric.type === "histogram" ? [metric.bucket, metric.count, metric.sum] : [metric.name];
}

interface Shape extends Described {
  /** UCUM, as recorded: `s`, `By`, `1`, `{request}`. */
  readonly unit: string;
}

const unitWords: Readonly<Record<string, string>> = { s: "seconds", ms: "milliseconds", By: "bytes", "%": "percent" };

/**
 * The name under which Prometheus' OTLP receiver stores an OpenTelemetry metric with `UnderscoreEscapingWithSuffixes`
 * (prometheus/otlptranslator): words joined by `_`, the unit's word, `_total` for counters, `_ratio` for gauges of unit 1.
 */
export function prometheusName(otel: string, unit: string, type: Metric["type"] | "updowncounter"): string {
  const words = otel.split(/[^A-Za-z0-9:]+/).filter(Boolean);
  const word = unit.startsWith("{") ? undefined : (unitWords[unit] ?? (unit === "1" || unit === "" ? undefined : unit));
  const named = word !== undefined && !words.includes(word) ? [...words, word] : words;
  if (type === "counter") return [...named.filter((part) => part !== "total"), "total"].join("_");
  return (type === "gauge" && unit === "1" ? [...named, "ratio"] : named).join("_");
}

/** A monotonic sum that arrives over OTLP. */
export function counter(otel: string, { unit, ...described }: Shape): Series {
  return series("counter", prometheusName(otel, unit, "counter"), described);
}

/** A gauge that arrives over OTLP. */
export function gauge(otel: string, { unit, ...described }: Shape): Series {
  return series("gauge", prometheusName(otel, unit, "gauge"), described);
}

/** An UpDownCounter that arrives over OTLP: a gauge to Prometheus, but without `_ratio`. */
export function upDownCounter(otel: string, { unit, ...described }: Shape): Series {
  return series("gauge", prometheusName(otel, unit, "updowncounter"), described);
}

/** A histogram that arrives over OTLP with explicit buckets. */
export function histogram(otel: string, { unit, ...described }: Shape): Histogram {
  return histogramNamed(prometheusName(otel, unit, "histogram"), described);
}

/** A histogram that is scraped, under the name it has. */
export function histogramNamed(name: string, described: Described): Histogram {
  return {
    type: "histogram",
    name,
    bucket: `${name}_bucket`,
    count: `${name}_count`,
    sum: `${name}_sum`,
    ...described,
  };
}

/** A counter or gauge that is scraped, under the name it has. */
export function series(type: Series["type"], name: string, described: Described): Series {
  return { type, name, toString: () => name, ...described };
}
