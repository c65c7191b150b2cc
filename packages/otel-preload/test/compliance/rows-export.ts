import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { toJson } from "../../src/engine/json.ts";
import { type Answer, startCollector } from "./collector.ts";
import type { ProcessRow } from "./rows-environment.ts";
import { emit, type Emitted, runEmit } from "./run-emit.ts";

/** One span and one record, to a collector that answers as told; only the traces are looked at. */
async function answered(millis: number, answers: readonly Answer[]): Promise<{ gaps: number[]; stderr: string }> {
  const collector = await startCollector("/v1/traces", answers);
  const { stderr } = await runEmit(`one ${millis}`, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "10",
  });
  collector.close();
  const times = collector.requests.map(({ atMillis }) => atMillis);
  return { gaps: times.slice(1).map((time, index) => time - (times[index] ?? 0)), stderr };
}

async function flushed(scenario: string): Promise<Emitted> {
  const emitted = await emit(scenario, { OTEL_BSP_SCHEDULE_DELAY: "60000", OTEL_BLRP_SCHEDULE_DELAY: "60000" });
  assert.equal(emitted.signal, "SIGKILL");
  return emitted;
}

const delivers = async (scenario: string): Promise<void> => {
  const { spans, records } = await flushed(scenario);
  assert.deepEqual([spans.length, records.length], [1, 1]);
};

const otlp = (name: string): string => `OTLP › ${name}`;

/** One request for traces as it came, in the given form. */
async function sentAs(env: Readonly<Record<string, string>>): Promise<{ type: unknown; body: Buffer; agent: unknown }> {
  const collector = await startCollector("/v1/traces", []);
  await runEmit("five", { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env });
  collector.close();
  const [request] = collector.requests;
  assert.ok(request !== undefined);
  const { headers, body } = request;
  const plain = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  return { type: headers["content-type"], body: plain, agent: headers["user-agent"] };
}

export const exportRows: readonly ProcessRow[] = [
  { row: "TracerProvider › ForceFlush (SDK only required)", test: () => delivers("flushTraces") },
  { row: "TracerProvider › Shutdown (SDK only required)", test: () => delivers("shutdownTraces") },
  { row: "Logs › LoggerProvider.ForceFlush", test: () => delivers("flushLogs") },
  { row: "Logs › LoggerProvider.Shutdown", test: () => delivers("shutdownLogs") },
  { row: "Sampling › Built-in `SpanProcessor`s implement `ForceFlush` spec", test: () => delivers("flushTraces") },
  {
    row: "Sampling › New Span ID created also for non-recording Spans",
    async test() {
      const { stdout, spans } = await emit("children", { OTEL_TRACES_SAMPLER: "always_off" });
      const children = JSON.parse(stdout) as { traceId: string; spanId: string; traceFlags: number }[];
      assert.equal(new Set([...children.map(({ spanId }) => spanId), "b7ad6b7169203331"]).size, 4);
      assert.equal(children[1]?.traceId, "0af7651916cd43dd8448eb211c80319c");
      assert.deepEqual(
        children.map(({ traceFlags }) => traceFlags & 1),
        [0, 0, 0],
      );
      assert.deepEqual(spans, []);
    },
  },
  {
    row: "Sampling › SpanLimits",
    async test() {
      const { spans } = await emit("five", { OTEL_SPAN_EVENT_COUNT_LIMIT: "2", OTEL_SPAN_LINK_COUNT_LIMIT: "0" });
      assert.deepEqual([spans[0]?.events.length, spans[0]?.links.length, spans[0]?.droppedLinks], [2, 0, 5]);
    },
  },
  {
    row: "Sampling › Attribute Limits",
    async test() {
      const { spans } = await emit("five", { OTEL_ATTRIBUTE_COUNT_LIMIT: "0" });
      assert.deepEqual([spans[0]?.attributes.length, spans[0]?.droppedAttributes], [0, 5]);
    },
  },
  {
    row: "Logs › BatchLogRecordProcessor",
    async test() {
      const { receiver, records } = await emit("records 30", { OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: "20" });
      assert.equal(records.length, 30);
      assert.equal(receiver.requests.filter(({ path }) => path === "/v1/logs").length, 2);
    },
  },
  {
    row: "Logs › OTLP/HTTP exporter",
    async test() {
      const { receiver } = await emit("one 0");
      assert.equal(receiver.requests.filter(({ path }) => path === "/v1/logs").length, 1);
      assert.equal(receiver.logs[0]?.body, "one");
    },
  },
  {
    row: "Resource › Create from Attributes",
    async test() {
      const { receiver } = await emit("one 0", { OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test" });
      assert.equal(receiver.spans[0]?.resource["deployment.environment.name"], "test");
    },
  },
  {
    row: "Resource › Default value for service.name",
    async test() {
      const { receiver } = await emit("one 0");
      // Better than the specification's `unknown_service`: the name of the nearest package.
      assert.equal(receiver.spans[0]?.resource["service.name"], "otel-preload");
    },
  },
  {
    row: "Exporters › Standard output (logging)",
    async test() {
      const { stdout, receiver } = await emit("one 0", { OTEL_TRACES_EXPORTER: "console" });
      assert.match(stdout, /"name":"one"/u);
      assert.deepEqual(receiver.spans, []);
    },
  },
  {
    row: otlp("OTLP/HTTP binary Protobuf Exporter"),
    async test() {
      const { type, body } = await sentAs({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" });
      assert.equal(type, "application/x-protobuf");
      const [span] = JSON.parse(toJson("traces", body)).resourceSpans[0].scopeSpans[0].spans;
      assert.deepEqual([span.name, span.attributes.length, span.events.length, span.links.length], ["five", 5, 5, 5]);
    },
  },
  {
    row: otlp("OTLP/HTTP JSON Protobuf Exporter"),
    async test() {
      const { type, body } = await sentAs({ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" });
      assert.equal(type, "application/json");
      const [span] = JSON.parse(body.toString()).resourceSpans[0].scopeSpans[0].spans;
      // The format's own rules: ids in hexadecimal, 64 bit times as text, kinds as numbers.
      assert.match(span.traceId, /^[0-9a-f]{32}$/u);
      assert.match(span.startTimeUnixNano, /^\d{19}$/u);
      assert.equal(span.kind, 1);
    },
  },
  {
    row: otlp("OTLP/HTTP gzip Content-Encoding support"),
    async test() {
      const { body } = await sentAs({
        OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      });
      assert.ok(body.toString().includes('"five"'));
    },
  },
  {
    row: otlp("Honors retryable responses with backoff"),
    async test() {
      const { gaps, stderr } = await answered(4000, [{ status: 503 }, { status: 502 }, { status: 200 }]);
      assert.equal(gaps.length, 2);
      assert.ok(gaps.every((gap) => gap >= 100));
      assert.match(stderr, /traces reach .+ 0 were lost/u);
    },
  },
  {
    row: otlp("Honors non-retryable responses"),
    async test() {
      const { gaps, stderr } = await answered(2000, [{ status: 401 }]);
      assert.deepEqual(gaps, []);
      assert.match(stderr, /traces cannot be delivered.*401/u);
    },
  },
  {
    row: otlp("Honors throttling response"),
    async test() {
      const { gaps } = await answered(3000, [{ status: 429, headers: { "retry-after": "2" } }, { status: 200 }]);
      assert.equal(gaps.length, 1);
      assert.ok((gaps[0] ?? 0) >= 1900, `waited ${gaps[0]} ms`);
    },
  },
  {
    row: otlp("Honors the user agent spec"),
    async test() {
      const { agent } = await sentAs({});
      // Specification, "User Agent": the exporter, its version and the language, as RFC 9110 writes them.
      assert.match(String(agent), /^org-otel-preload\/\d+\.\d+\.\d+ \(.*JavaScript.*\)$/u);
    },
  },
  {
    row: otlp("Partial Success messages are handled and logged for OTLP/HTTP"),
    async test() {
      const body = JSON.stringify({ partialSuccess: { rejectedSpans: "1", errorMessage: "too old for us" } });
      const { gaps, stderr } = await answered(500, [{ status: 200, body }]);
      assert.deepEqual(gaps, []);
      assert.match(stderr, /rejected some traces: too old for us/u);
    },
  },
  {
    row: otlp("SchemaURL in ResourceMetrics and ScopeMetrics"),
    async test() {
      const { receiver } = await emit("metrics 0");
      assert.match(receiver.bodies.join("\n"), /"schemaUrl":"https:\/\/example\.com\/1"[^]*"emitted"/u);
    },
  },
  {
    row: otlp("Metric Exporter configurable temporality preference"),
    async test() {
      const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "delta" };
      const { receiver } = await emit("metrics 0", env);
      assert.match(receiver.bodies.join("\n"), /"emitted".*?"aggregationTemporality":1/u);
    },
  },
];
