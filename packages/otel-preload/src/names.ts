/**
 * Every metric and attribute name that the preload writes, once: recorders, dashboards, alerts, tests and docs import
 * them. Stable names follow the OpenTelemetry semantic conventions 1.45; those under `ours` are not in them.
 */
export const metricNames = {
  httpServerRequestDuration: "http.server.request.duration",
  httpServerActiveRequests: "http.server.active_requests",
  httpClientRequestDuration: "http.client.request.duration",
  dbClientOperationDuration: "db.client.operation.duration",
  dbClientConnectionCount: "db.client.connection.count",
  dbClientConnectionMax: "db.client.connection.max",
  dbClientConnectionPendingRequests: "db.client.connection.pending_requests",
  dbClientConnectionTimeouts: "db.client.connection.timeouts",
  messagingClientOperationDuration: "messaging.client.operation.duration",
  messagingClientSentMessages: "messaging.client.sent.messages",
  messagingClientConsumedMessages: "messaging.client.consumed.messages",
  messagingProcessDuration: "messaging.process.duration",
  nodejsEventloopUtilization: "nodejs.eventloop.utilization",
  nodejsEventloopTime: "nodejs.eventloop.time",
  nodejsEventloopDelayMin: "nodejs.eventloop.delay.min",
  nodejsEventloopDelayMax: "nodejs.eventloop.delay.max",
  nodejsEventloopDelayMean: "nodejs.eventloop.delay.mean",
  nodejsEventloopDelayP50: "nodejs.eventloop.delay.p50",
  nodejsEventloopDelayP90: "nodejs.eventloop.delay.p90",
  nodejsEventloopDelayP99: "nodejs.eventloop.delay.p99",
  v8jsGcDuration: "v8js.gc.duration",
  v8jsMemoryHeapUsed: "v8js.memory.heap.used",
  v8jsMemoryHeapLimit: "v8js.memory.heap.limit",
  processCpuTime: "process.cpu.time",
  processCpuUtilization: "process.cpu.utilization",
  processMemoryUsage: "process.memory.usage",
  processUptime: "process.uptime",
  processOpenFileDescriptors: "process.unix.file_descriptor.count",
  sdkSpanStarted: "otel.sdk.span.started",
  sdkSpanProcessed: "otel.sdk.processor.span.processed",
  sdkLogProcessed: "otel.sdk.processor.log.processed",
  sdkSpanQueueSize: "otel.sdk.processor.span.queue.size",
  sdkLogQueueSize: "otel.sdk.processor.log.queue.size",
  sdkSpanExported: "otel.sdk.exporter.span.exported",
  sdkLogExported: "otel.sdk.exporter.log.exported",
} as const;

/** Names of ours, for what the conventions have no name for yet. */
export const ourMetricNames = {
  httpServerSuspiciousRequests: "otel_preload.http.server.suspicious_requests",
  messagingQueueDepth: "otel_preload.messaging.queue.depth",
  messagingQueueOldestAge: "otel_preload.messaging.queue.oldest_age",
  messagingQueueWorkers: "otel_preload.messaging.queue.workers",
  connectionFailures: "otel_preload.connection.failures",
  processMemoryLimit: "otel_preload.process.memory.limit",
  sampledOutTraces: "otel_preload.sampling.dropped",
  spoolUsage: "otel_preload.spool.usage",
  cutValues: "otel_preload.cut.values",
  redactedValues: "otel_preload.redacted.values",
} as const;

/** Attributes of ours. */
export const ourAttributeNames = {
  /** A time that was given is no time; it became that of the call. On the span, for those of its events too. */
  timeReplaced: "otel_preload.time.replaced",
} as const;

/**
 * Boundaries in seconds; the HTTP ones are the specification's advice, the database ones too. 2 is ours: "slower than two
 * seconds" would otherwise be guessed between 1 and 2.5.
 */
export const durationBuckets = {
  http: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10],
  db: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
  messaging: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  gc: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
} as const;

/** The instrumentation scope of everything the preload records itself. */
export const scopeName = "@org/otel-preload";
export const version = "0.1.0";
