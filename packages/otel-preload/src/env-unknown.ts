import { variables } from "./env.ts";
import type { Env, Report } from "./env-reader.ts";

/** What the specification or OpenTelemetry's SDK for Node.js reads and the preload does not, with the reason. */
const unsupported: Readonly<Record<string, string>> = {
  OTEL_CONFIG_FILE: "settings are variables only",
  OTEL_EXPERIMENTAL_CONFIG_FILE: "settings are variables only",
  OTEL_ENTITIES: "use OTEL_RESOURCE_ATTRIBUTES",
  OTEL_SEMCONV_STABILITY_OPT_IN: "the names are always those of the stable conventions",
  OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: "exceptions are span events, and log records where nobody catches them",
  OTEL_NODE_RESOURCE_DETECTORS: "service, host, process, container and Kubernetes are always looked at",
  OTEL_NODE_EXPERIMENTAL_SDK_METRICS: "metrics of the preload itself are always on",
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: "histograms have explicit buckets",
  OTEL_EXPORTER_PROMETHEUS_RESOURCE_CONSTANT_LABELS: "resource attributes are in target_info",
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: "the collector can send to Zipkin",
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: "the collector can send to Zipkin",
  OTEL_EXPORTER_JAEGER_ENDPOINT: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_AGENT_HOST: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_AGENT_PORT: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_PROTOCOL: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_TIMEOUT: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_USER: "Jaeger takes OTLP",
  OTEL_EXPORTER_JAEGER_PASSWORD: "Jaeger takes OTLP",
  OTEL_LAMBDA_DISABLE_AWS_CONTEXT_PROPAGATION: "the W3C headers carry the trace",
  ...Object.fromEntries(
    [
      ["SPAN", "TRACES"],
      ["METRIC", "METRICS"],
    ].map(([old, now]) => [`OTEL_EXPORTER_OTLP_${old}_INSECURE`, `it is OTEL_EXPORTER_OTLP_${now}_INSECURE now`]),
  ),
};

/** Set by OpenTelemetry's operator for Kubernetes only to be used inside of others. */
const harmless = /^OTEL_RESOURCE_ATTRIBUTES_(?:POD_NAME|POD_UID|NODE_NAME)$/u;

/** The variables of the specification that the preload says it does not support. */
export const unsupportedNames: readonly string[] = Object.keys(unsupported);

/** More lines than that about one environment tell nothing new. */
const maxLines = 20;
const maxDistance = 2;

/** Reports set names that nobody here reads: of another SDK, or typing errors. */
export function reportUnknown(env: Env, report: Report): void {
  const known = new Set(variables.map(({ name }) => name));
  let left = maxLines;
  for (const name of Object.keys(env)) {
    if (known.has(name) || harmless.test(name) || !env[name]?.trim()) continue;
    const line = describe(name, known);
    if (line === undefined) continue;
    if (left-- > 0) report(line);
  }
  if (left < 0)
    report(`${-left} more variables that begin with OTEL_ are not variables of the preload; they are ignored`);
}

function describe(name: string, known: ReadonlySet<string>): string | undefined {
  const isOurs = name.startsWith("OTEL_");
  // Sentry's tools have variables of their own: only what looks like a slip is one.
  if (!isOurs && !name.startsWith("SENTRY_")) return undefined;
  if (Object.hasOwn(unsupported, name)) {
    return `${name} is a variable of OpenTelemetry that the preload does not support: ${unsupported[name]}; it is ignored`;
  }
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  const near = name.length > 100 ? undefined : nearest(name, known);
  if (near === undefined) return isOurs ? `${shown} is not a variable of the preload; it is ignored` : undefined;
  return `${shown} is not a variable of the preload, did you mean ${near}?; it is ignored`;
}

function nearest(name: string, known: ReadonlySet<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = maxDistance + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
