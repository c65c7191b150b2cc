/** Why a row has no test: it does not apply (`–`) or it is not supported (`✘`). */
export interface Reason {
  readonly state: "–" | "✘";
  readonly reason: string;
}

const no = (reason: string): Reason => ({ state: "✘", reason });
const notHere = (reason: string): Reason => ({ state: "–", reason });

const notPluggable = notHere("the preload is no SDK to build upon: it has no such extension point");
const sdkClass = notHere("a class of an SDK; the preload has none to construct");
const documentation = notHere("about the documentation of `@opentelemetry/api`, which is not ours");
const noZipkin = notHere("traces leave as OTLP; the collector writes Zipkin to whoever needs it");
const propagator = (name: string): Reason =>
  no(
    `${name} headers are not read or written; the preload says so in one line when \`OTEL_PROPAGATORS\` asks for them`,
  );

export const untestedRows: Readonly<Record<string, Reason>> = {
  "TracerProvider › Get a Tracer with scope attributes": notHere("the API for JavaScript has no such option"),
  "Tracer › Documentation defines adding attributes at span creation as preferred": documentation,
  "Span › SpanProcessor.OnStart receives parent Context": notPluggable,
  "Span › SpanProcessor.OnEnding": notPluggable,
  "Span exceptions › RecordException with extra parameters": notHere("the API for JavaScript has no such parameters"),
  "Sampling › Allow samplers to modify tracestate": notPluggable,
  "Sampling › ShouldSample gets full parent Context": notPluggable,
  "Sampling › Sampler: JaegerRemoteSampler": no(
    "samplers are the specification's built-in ones, with rules and a rate limit of our own; none asks a server",
  ),
  "Sampling › IdGenerators": notHere("ids are random, as the default of the specification; there is no other"),
  "Sampling › Fetch InstrumentationScope from ReadableSpan": notPluggable,
  "Sampling › Support W3C Trace Context Level 2 randomness": no(
    "trace ids are random in all bits, but the flag that says so is not set: its standard is a draft",
  ),
  "Sampling › TraceIdRatioBased sampler implements OpenTelemetry tracestate `th` field": no(
    "as in OpenTelemetry's SDK for JavaScript, so that services of both kinds keep the same traces",
  ),
  "Sampling › CompositeSampler and built-in ComposableSamplers": notPluggable,
  "Logs › SimpleLogRecordProcessor": notHere("records are encoded where they are emitted and always sent in batches"),
  "Logs › Can plug custom LogRecordProcessor": notPluggable,
  "Logs › LogRecordProcessor.Enabled": notPluggable,
  "Logs › OTLP File exporter": no("containers and the collector read stdout: `OTEL_LOGS_EXPORTER=console` writes it"),
  "Logs › Can plug custom LogRecordExporter": notPluggable,
  "Resource › Create empty": sdkClass,
  "Resource › Merge (v2)": sdkClass,
  "Resource › Retrieve attributes": sdkClass,
  "Resource › Resource detector interface/mechanism": notPluggable,
  "Resource › Resource detectors populate Schema URL": no("the resource's names are stable ones; no schema is named"),
  "Context Propagation › Jaeger Propagator": propagator("Jaeger's"),
  "Context Propagation › OT Propagator": propagator("OpenTracing's"),
  "Context Propagation › OpenCensus Binary Propagator": propagator("OpenCensus"),
  "Context Propagation › Getter argument returning Keys": notHere("no propagator that the preload has asks for keys"),
  "Environment Variables › OTEL_EXPORTER_ZIPKIN_*": noZipkin,
  "Environment Variables › OTEL_METRIC_EXPORT_TIMEOUT": notHere(
    "read, and handed to `@opentelemetry/sdk-metrics`, whose row it is",
  ),
  "Environment Variables › OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION": no(
    "dashboards and alerts need explicit buckets, the default",
  ),
  "Environment Variables › OTEL_EXPERIMENTAL_CONFIG_FILE": no("the preload is configured by variables only"),
  "Exporters › Exporter interface": notPluggable,
  "Exporters › Exporter interface has `ForceFlush`": notPluggable,
  "Exporters › In-memory (mock exporter)": sdkClass,
  "OTLP › Concurrent sending": no(
    "one request at a time for each signal keeps the order; the three signals do not wait for each other",
  ),
  "OTLP › Multi-destination spec compliance": notHere("one destination for each signal; the collector multiplies"),
  "OTLP › Metric Exporter configurable default aggregation": no("dashboards and alerts need explicit buckets"),
};
