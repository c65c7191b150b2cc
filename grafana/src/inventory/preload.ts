import { metricNames, ourMetricNames } from "@org/otel-preload/names";
import { counter, gauge, histogram, upDownCounter, type Histogram, type Series } from "./metric.ts";

const owner = "preload";
const request = [
  "http_request_method",
  "http_route",
  "http_response_status_code",
  "url_scheme",
  "error_type",
  "network_protocol_version",
];
const outgoing = [
  "http_request_method",
  "http_response_status_code",
  "server_address",
  "server_port",
  "error_type",
  "network_protocol_version",
];
const database = [
  "db_system_name",
  "db_operation_name",
  "db_namespace",
  "db_collection_name",
  "server_address",
  "server_port",
  "error_type",
];
const pool = ["db_client_connection_pool_name", "db_client_connection_state", "db_system_name"];
const message = [
  "messaging_system",
  "messaging_destination_name",
  "messaging_operation_name",
  "error_type",
  "server_address",
  "server_port",
];
const noLabels: readonly string[] = [];

/** HTTP server and client. */
export const http: {
  readonly server: Histogram;
  readonly active: Series;
  readonly suspicious: Series;
  readonly client: Histogram;
} = {
  server: histogram(metricNames.httpServerRequestDuration, { unit: "s", owner, labels: request }),
  active: upDownCounter(metricNames.httpServerActiveRequests, {
    unit: "{request}",
    owner,
    labels: ["http_request_method", "url_scheme"],
  }),
  suspicious: counter(ourMetricNames.httpServerSuspiciousRequests, { unit: "{request}", owner, labels: ["attack"] }),
  client: histogram(metricNames.httpClientRequestDuration, { unit: "s", owner, labels: outgoing }),
};

/** Database clients and their pools. */
export const db: {
  readonly operation: Histogram;
  readonly connections: Series;
  readonly connectionsMax: Series;
  readonly pending: Series;
  readonly timeouts: Series;
  readonly connectionFailures: Series;
} = {
  operation: histogram(metricNames.dbClientOperationDuration, { unit: "s", owner, labels: database }),
  connections: upDownCounter(metricNames.dbClientConnectionCount, { unit: "{connection}", owner, labels: pool }),
  connectionsMax: upDownCounter(metricNames.dbClientConnectionMax, { unit: "{connection}", owner, labels: pool }),
  pending: upDownCounter(metricNames.dbClientConnectionPendingRequests, { unit: "{request}", owner, labels: pool }),
  timeouts: counter(metricNames.dbClientConnectionTimeouts, { unit: "{timeout}", owner, labels: pool }),
  connectionFailures: counter(ourMetricNames.connectionFailures, {
    unit: "{connection}",
    owner,
    labels: ["db_system_name", "messaging_system", "server_address", "server_port", "error_type"],
  }),
};

/** Brokers and queues as the application sees them. */
export const messaging: {
  readonly operation: Histogram;
  readonly process: Histogram;
  readonly sent: Series;
  readonly consumed: Series;
  readonly depth: Series;
  /** Of BullMQ: the others tell no age. */
  readonly oldestAge: Series;
  /** Of BullMQ, those of one process: a queue has their sum. */
  readonly workers: Series;
} = {
  operation: histogram(metricNames.messagingClientOperationDuration, { unit: "s", owner, labels: message }),
  process: histogram(metricNames.messagingProcessDuration, { unit: "s", owner, labels: message }),
  sent: counter(metricNames.messagingClientSentMessages, { unit: "{message}", owner, labels: message }),
  consumed: counter(metricNames.messagingClientConsumedMessages, { unit: "{message}", owner, labels: message }),
  depth: gauge(ourMetricNames.messagingQueueDepth, { unit: "{message}", owner, labels: message }),
  oldestAge: gauge(ourMetricNames.messagingQueueOldestAge, { unit: "s", owner, labels: message }),
  workers: gauge(ourMetricNames.messagingQueueWorkers, { unit: "{worker}", owner, labels: message }),
};

/** The Node process. */
export const node: {
  readonly loopUtilization: Series;
  readonly loopDelayP50: Series;
  readonly loopDelayP99: Series;
  readonly loopDelayMax: Series;
  readonly gc: Histogram;
  readonly heapUsed: Series;
  readonly heapLimit: Series;
  readonly cpuTime: Series;
  readonly cpuUtilization: Series;
  readonly memory: Series;
  readonly memoryLimit: Series;
  readonly uptime: Series;
  readonly openFiles: Series;
} = {
  loopUtilization: gauge(metricNames.nodejsEventloopUtilization, { unit: "1", owner, labels: noLabels }),
  loopDelayP50: gauge(metricNames.nodejsEventloopDelayP50, { unit: "s", owner, labels: noLabels }),
  loopDelayP99: gauge(metricNames.nodejsEventloopDelayP99, { unit: "s", owner, labels: noLabels }),
  loopDelayMax: gauge(metricNames.nodejsEventloopDelayMax, { unit: "s", owner, labels: noLabels }),
  gc: histogram(metricNames.v8jsGcDuration, { unit: "s", owner, labels: ["v8js_gc_type"] }),
  heapUsed: upDownCounter(metricNames.v8jsMemoryHeapUsed, { unit: "By", owner, labels: ["v8js_heap_space_name"] }),
  heapLimit: gauge(metricNames.v8jsMemoryHeapLimit, { unit: "By", owner, labels: noLabels }),
  cpuTime: counter(metricNames.processCpuTime, { unit: "s", owner, labels: ["cpu_mode"] }),
  cpuUtilization: gauge(metricNames.processCpuUtilization, { unit: "1", owner, labels: ["cpu_mode"] }),
  memory: upDownCounter(metricNames.processMemoryUsage, { unit: "By", owner, labels: noLabels }),
  memoryLimit: gauge(ourMetricNames.processMemoryLimit, { unit: "By", owner, labels: noLabels }),
  uptime: gauge(metricNames.processUptime, { unit: "s", owner, labels: noLabels }),
  openFiles: upDownCounter(metricNames.processOpenFileDescriptors, {
    unit: "{file_descriptor}",
    owner,
    labels: noLabels,
  }),
};

/** What the preload says of itself. */
export const self: {
  readonly spansProcessed: Series;
  readonly spansExported: Series;
  readonly logsProcessed: Series;
  readonly logsExported: Series;
  readonly sampledOut: Series;
  readonly spool: Series;
  readonly redacted: Series;
  readonly cut: Series;
} = {
  spansProcessed: counter(metricNames.sdkSpanProcessed, { unit: "{span}", owner, labels: ["error_type"] }),
  spansExported: counter(metricNames.sdkSpanExported, { unit: "{span}", owner, labels: ["error_type"] }),
  logsProcessed: counter(metricNames.sdkLogProcessed, { unit: "{log_record}", owner, labels: ["error_type"] }),
  logsExported: counter(metricNames.sdkLogExported, { unit: "{log_record}", owner, labels: ["error_type"] }),
  sampledOut: counter(ourMetricNames.sampledOutTraces, { unit: "{trace}", owner, labels: ["reason"] }),
  spool: upDownCounter(ourMetricNames.spoolUsage, { unit: "By", owner, labels: noLabels }),
  redacted: counter(ourMetricNames.redactedValues, { unit: "{value}", owner, labels: noLabels }),
  cut: counter(ourMetricNames.cutValues, { unit: "{value}", owner, labels: noLabels }),
};
