/**
 * The rows of OpenTelemetry's compliance matrix: spec-compliance-matrix/template.yaml of
 * github.com/open-telemetry/opentelemetry-specification at the commit below. Links are left out of the names.
 */
export const matrixCommit = "0b0f36273602e594eaea10bcef56c8e2e09e30f1";

export interface Section {
  readonly name: string;
  /** Heading → its rows. Where the matrix has none, the section's name again. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export const matrix: readonly Section[] = [
  {
    name: "Traces",
    groups: {
      TracerProvider: [
        "Create TracerProvider",
        "Get a Tracer",
        "Get a Tracer with schema_url",
        "Get a Tracer with scope attributes",
        "Associate Tracer with InstrumentationScope",
        "Safe for concurrent calls",
        "Shutdown (SDK only required)",
        "ForceFlush (SDK only required)",
      ],
      "Trace / Context interaction": ["Get active Span", "Set active Span"],
      Tracer: [
        "Create a new Span",
        "Documentation defines adding attributes at span creation as preferred",
        "Get active Span",
        "Mark Span active",
        "Safe for concurrent calls",
      ],
      SpanContext: ["IsValid", "IsRemote", "Conforms to the W3C TraceContext spec"],
      Span: [
        "Create root span",
        "Create with default parent (active span)",
        "Create with parent from Context",
        "No explicit parent Span/SpanContext allowed",
        "SpanProcessor.OnStart receives parent Context",
        "UpdateName",
        "User-defined start timestamp",
        "End",
        "End with timestamp",
        "IsRecording",
        "IsRecording becomes false after End",
        "Set status with StatusCode (Unset, Ok, Error)",
        "Safe for concurrent calls",
        "events collection size limit",
        "attribute collection size limit",
        "links collection size limit",
        "SpanProcessor.OnEnding",
      ],
      "Span attributes": [
        "SetAttribute",
        "Set order preserved",
        "String type",
        "Boolean type",
        "Double floating-point type",
        "Signed int64 type",
        "Array of primitives (homogeneous)",
        "`null` values documented as invalid/undefined",
        "Unicode support for keys and string values",
      ],
      "Span linking": [
        "Links can be recorded on span creation",
        "Links can be recorded after span creation",
        "Links order is preserved",
      ],
      "Span events": ["AddEvent", "Add order preserved", "Safe for concurrent calls"],
      "Span exceptions": ["RecordException", "RecordException with extra parameters"],
      Sampling: [
        "Allow samplers to modify tracestate",
        "ShouldSample gets full parent Context",
        "Sampler: JaegerRemoteSampler",
        "New Span ID created also for non-recording Spans",
        "IdGenerators",
        "SpanLimits",
        "Built-in `SpanProcessor`s implement `ForceFlush` spec",
        "Attribute Limits",
        "Fetch InstrumentationScope from ReadableSpan",
        "Support W3C Trace Context Level 2 randomness",
        "TraceIdRatioBased sampler implements OpenTelemetry tracestate `th` field",
        "CompositeSampler and built-in ComposableSamplers",
      ],
    },
  },
  { name: "Baggage", groups: { Baggage: ["Basic support", "Use official header name `baggage`"] } },
  {
    name: "Logs",
    groups: {
      Logs: [
        "LoggerProvider.Get Logger",
        "LoggerProvider.Get Logger accepts attributes",
        "LoggerProvider.Shutdown",
        "LoggerProvider.ForceFlush",
        "Logger.Emit(LogRecord)",
        "Reuse Standard Attributes",
        "LogRecord.Set EventName",
        "Logger.Enabled",
        "SimpleLogRecordProcessor",
        "BatchLogRecordProcessor",
        "Can plug custom LogRecordProcessor",
        "LogRecordProcessor.Enabled",
        "OTLP/gRPC exporter",
        "OTLP/HTTP exporter",
        "OTLP File exporter",
        "Can plug custom LogRecordExporter",
        "Trace Context Injection",
      ],
    },
  },
  {
    name: "Resource",
    groups: {
      Resource: [
        "Create from Attributes",
        "Create empty",
        "Merge (v2)",
        "Retrieve attributes",
        "Default value for service.name",
        "Resource detector interface/mechanism",
        "Resource detectors populate Schema URL",
      ],
    },
  },
  {
    name: "Context Propagation",
    groups: {
      "Context Propagation": [
        "Create Context Key",
        "Get value from Context",
        "Set value for Context",
        "Attach Context",
        "Detach Context",
        "Get current Context",
        "Composite Propagator",
        "Global Propagator",
        "TraceContext Propagator",
        "B3 Propagator",
        "Jaeger Propagator",
        "OT Propagator",
        "OpenCensus Binary Propagator",
        "TextMapPropagator",
        "Fields",
        "Setter argument",
        "Getter argument",
        "Getter argument returning Keys",
      ],
    },
  },
  {
    name: "Environment Variables",
    groups: {
      "Environment Variables": [
        "OTEL_SDK_DISABLED",
        "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_SERVICE_NAME",
        "OTEL_LOG_LEVEL",
        "OTEL_PROPAGATORS",
        "OTEL_BSP_*",
        "OTEL_BLRP_*",
        "OTEL_EXPORTER_OTLP_*",
        "OTEL_EXPORTER_ZIPKIN_*",
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_LOGS_EXPORTER",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_EVENT_COUNT_LIMIT",
        "OTEL_SPAN_LINK_COUNT_LIMIT",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_METRIC_EXPORT_INTERVAL",
        "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_METRICS_EXEMPLAR_FILTER",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
        "OTEL_EXPERIMENTAL_CONFIG_FILE",
      ],
    },
  },
  {
    name: "Exporters",
    groups: {
      Exporters: [
        "Exporter interface",
        "Exporter interface has `ForceFlush`",
        "Standard output (logging)",
        "In-memory (mock exporter)",
      ],
      OTLP: [
        "OTLP/gRPC Exporter",
        "OTLP/HTTP binary Protobuf Exporter",
        "OTLP/HTTP JSON Protobuf Exporter",
        "OTLP/HTTP gzip Content-Encoding support",
        "Concurrent sending",
        "Honors retryable responses with backoff",
        "Honors non-retryable responses",
        "Honors throttling response",
        "Multi-destination spec compliance",
        "SchemaURL in ResourceSpans and ScopeSpans",
        "SchemaURL in ResourceMetrics and ScopeMetrics",
        "SchemaURL in ResourceLogs and ScopeLogs",
        "Honors the user agent spec",
        "Partial Success messages are handled and logged for OTLP/gRPC",
        "Partial Success messages are handled and logged for OTLP/HTTP",
        "Metric Exporter configurable temporality preference",
        "Metric Exporter configurable default aggregation",
      ],
    },
  },
];

/** Sections that are no part of the engine, as a whole. */
export const otherSections: Readonly<Record<string, string>> = {
  Metrics: "metrics are OpenTelemetry's own `@opentelemetry/sdk-metrics`, whose rows the matrix gives for JavaScript",
  "Declarative configuration": "the preload is configured by environment variables only; there is no file to parse",
  "Exporters › Zipkin": "traces leave as OTLP only; the collector writes Zipkin to whoever needs it",
  "Exporters › Prometheus": "the pull endpoint is OpenTelemetry's own `@opentelemetry/exporter-prometheus`",
  "OpenCensus Compatibility": "a bridge is a library of the application's choice, not of a preload",
  "OpenTracing Compatibility": "a shim is a library of the application's choice, and works on our providers",
};

/** `Span › End`: how a row is named everywhere. */
export function rowId(group: string, row: string): string {
  return `${group} › ${row}`;
}

export const allRows: readonly string[] = matrix.flatMap(({ groups }) =>
  Object.entries(groups).flatMap(([group, rows]) => rows.map((row) => rowId(group, row))),
);
