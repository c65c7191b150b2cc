import { describe, expect, test } from "vitest";
import { metricNames, ourMetricNames } from "@org/otel-preload/names";
import { appMetricNames } from "@org/telemetry/names";
import { inventory } from "../src/inventory/index.ts";
import { prometheusName, seriesNames } from "../src/inventory/metric.ts";

/** OpenTelemetry's name, unit and kind, and what Prometheus' OTLP receiver makes of it. */
const translations = [
  ["http.server.request.duration", "s", "histogram", "http_server_request_duration_seconds"],
  ["http.client.request.duration", "s", "histogram", "http_client_request_duration_seconds"],
  ["http.server.active_requests", "{request}", "updowncounter", "http_server_active_requests"],
  ["nodejs.eventloop.delay.p99", "s", "gauge", "nodejs_eventloop_delay_p99_seconds"],
  ["nodejs.eventloop.utilization", "1", "gauge", "nodejs_eventloop_utilization_ratio"],
  ["nodejs.eventloop.time", "s", "counter", "nodejs_eventloop_time_seconds_total"],
  ["v8js.gc.duration", "s", "histogram", "v8js_gc_duration_seconds"],
  ["v8js.memory.heap.used", "By", "updowncounter", "v8js_memory_heap_used_bytes"],
  ["v8js.memory.heap.space.size", "By", "updowncounter", "v8js_memory_heap_space_size_bytes"],
  ["v8js.resource.active", "{resource}", "updowncounter", "v8js_resource_active"],
  ["db.client.operation.duration", "s", "histogram", "db_client_operation_duration_seconds"],
  ["db.client.connection.count", "{connection}", "updowncounter", "db_client_connection_count"],
  ["db.client.connection.pending_requests", "{request}", "updowncounter", "db_client_connection_pending_requests"],
  ["messaging.client.sent.messages", "", "counter", "messaging_client_sent_messages_total"],
  ["process.memory.usage", "", "updowncounter", "process_memory_usage"],
  ["process.memory.usage", "By", "updowncounter", "process_memory_usage_bytes"],
  ["process.cpu.time", "s", "counter", "process_cpu_time_seconds_total"],
  ["system.cpu.utilization", "1", "gauge", "system_cpu_utilization_ratio"],
  ["system.filesystem.usage", "By", "updowncounter", "system_filesystem_usage_bytes"],
  ["system.network.io", "By", "counter", "system_network_io_bytes_total"],
  ["gen_ai.client.token.usage", "{token}", "histogram", "gen_ai_client_token_usage"],
  ["otel.sdk.span.started", "{span}", "counter", "otel_sdk_span_started_total"],
  [
    "otel.sdk.metric_reader.collection.duration",
    "s",
    "histogram",
    "otel_sdk_metric_reader_collection_duration_seconds",
  ],
  ["rpc.server.duration", "ms", "histogram", "rpc_server_duration_milliseconds"],
  ["a.requests.total", "{request}", "counter", "a_requests_total"],
  ["a.share", "1", "updowncounter", "a_share"],
  ["a.share", "1", "counter", "a_share_total"],
  ["a-b c/d", "", "gauge", "a_b_c_d"],
] as const;

describe("Prometheus' name", () => {
  test.for(translations)("of %s in %j as a %s is %s", ([otel, unit, type, expected]) => {
    expect(prometheusName(otel, unit, type)).toBe(expected);
  });
});

describe("the inventory", () => {
  test("has each metric once", () => {
    const names = inventory.flatMap(seriesNames);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("has names that Prometheus stores as they are", () => {
    expect(inventory.flatMap(seriesNames).filter((name) => !/^[a-zA-Z_:][\w:]*$/.test(name))).toEqual([]);
  });

  test("has labels as Prometheus stores them, none of those that every series has", () => {
    const labels = inventory.flatMap((metric) => metric.labels.map((label) => [metric.name, label] as const));
    expect(labels.filter(([, label]) => !/^(?:\*|[a-zA-Z_]\w*)$/.test(label))).toEqual([]);
    expect(labels.filter(([, label]) => ["job", "instance", "le"].includes(label))).toEqual([]);
  });

  test("has every metric that applications record with our own packages", () => {
    const words = inventory.map(({ name }) => name);
    const recorded = [...Object.values(appMetricNames), ...Object.values(ourMetricNames)];
    const isThere = (otel: string): boolean =>
      words.some((name) => name.startsWith(otel.replaceAll(/[^A-Za-z0-9]/g, "_")));
    expect(recorded.filter((otel) => !isThere(otel))).toEqual([]);
    expect(isThere(metricNames.httpServerRequestDuration)).toBe(true);
    expect(isThere("app.nothing")).toBe(false);
  });
});
