import assert from "node:assert/strict";
import { startCollector } from "./collector.ts";
import { emit, runEmit } from "./run-emit.ts";
import { objectOf, type SentAttribute } from "./sent.ts";

/** A row that needs a process of its own. */
export interface ProcessRow {
  readonly row: string;
  readonly test: () => Promise<void>;
}

const of = (name: string): string => `Environment Variables › ${name}`;

async function headersFor(propagators: string): Promise<unknown> {
  const { stdout } = await emit("headers", { OTEL_PROPAGATORS: propagators });
  return JSON.parse(stdout);
}

function lengthOf(attributes: readonly SentAttribute[] = []): number {
  const text = objectOf(attributes)["key.0"]?.["stringValue"];
  return typeof text === "string" ? text.length : 0;
}

async function countsFor(env: Readonly<Record<string, string>>): Promise<object> {
  const { spans, records } = await emit("five", env);
  const [span] = spans;
  const [record] = records;
  return {
    attributes: span?.attributes.length,
    length: lengthOf(span?.attributes),
    events: span?.events.length,
    links: span?.links.length,
    ofEvent: span?.events[0]?.attributes.length,
    ofLink: span?.links[0]?.attributes.length,
    ofRecord: record?.attributes.length,
    recordLength: lengthOf(record?.attributes),
    dropped: [
      span?.droppedAttributes,
      span?.droppedEvents,
      span?.droppedLinks,
      span?.events[0]?.dropped,
      span?.links[0]?.dropped,
      record?.droppedAttributes,
    ],
  };
}

const unlimited = {
  attributes: 5,
  length: 20,
  events: 5,
  links: 5,
  ofEvent: 5,
  ofLink: 5,
  ofRecord: 5,
  recordLength: 20,
  dropped: [0, 0, 0, 0, 0, 0],
};

function limit(name: string, value: number, expected: object): ProcessRow {
  return {
    row: of(name),
    test: async () => assert.deepEqual(await countsFor({ [name]: String(value) }), { ...unlimited, ...expected }),
  };
}

async function sampled(sampler: string, argument = ""): Promise<string> {
  const { stdout } = await emit("children", { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument });
  const children = JSON.parse(stdout) as { recording: boolean }[];
  return children.map(({ recording }) => (recording ? "yes" : "no")).join(" ");
}

async function exported(env: Readonly<Record<string, string>>): Promise<string[]> {
  const { receiver } = await emit("one 0", env);
  return [...new Set(receiver.requests.map(({ path }) => path))].toSorted();
}

export const environmentRows: readonly ProcessRow[] = [
  {
    row: of("OTEL_SDK_DISABLED"),
    async test() {
      assert.deepEqual(await exported({ OTEL_SDK_DISABLED: "TRUE" }), []);
      assert.notDeepEqual(await exported({ OTEL_SDK_DISABLED: "" }), []);
    },
  },
  {
    row: of("OTEL_RESOURCE_ATTRIBUTES"),
    async test() {
      const { receiver } = await emit("one 0", { OTEL_RESOURCE_ATTRIBUTES: "team=check%20out,region=eu" });
      for (const { resource } of [...receiver.spans, ...receiver.logs, ...receiver.points]) {
        assert.deepEqual([resource["team"], resource["region"]], ["check out", "eu"]);
      }
    },
  },
  {
    row: of("OTEL_SERVICE_NAME"),
    async test() {
      const env = { OTEL_SERVICE_NAME: "wins", OTEL_RESOURCE_ATTRIBUTES: "service.name=loses" };
      const { receiver } = await emit("one 0", env);
      assert.equal(receiver.spans[0]?.resource["service.name"], "wins");
    },
  },
  {
    row: of("OTEL_LOG_LEVEL"),
    async test() {
      // Nobody listens on port 1.
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };
      assert.match((await runEmit("one 0", env)).stderr, /^otel-preload: /u);
      assert.equal((await runEmit("one 0", { ...env, OTEL_LOG_LEVEL: "none" })).stderr, "");
    },
  },
  {
    row: of("OTEL_PROPAGATORS"),
    async test() {
      assert.deepEqual(await headersFor(""), ["baggage", "traceparent"]);
      assert.deepEqual(await headersFor("tracecontext"), ["traceparent"]);
      assert.deepEqual(await headersFor("baggage"), ["baggage"]);
      assert.deepEqual(await headersFor("none"), []);
    },
  },
  {
    row: "Context Propagation › B3 Propagator",
    async test() {
      assert.deepEqual(await headersFor("b3"), ["b3"]);
      assert.deepEqual(await headersFor("b3multi"), ["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]);
      assert.deepEqual(await headersFor("tracecontext,b3"), ["b3", "traceparent"]);
      const { stdout, spans } = await emit("b3", { OTEL_PROPAGATORS: "b3" });
      const [own = ""] = spans.map(({ spanId }) => spanId);
      const sent = stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { b3: string }).b3.split("-"));
      // Kept, for debugging, not kept; the caller's span is the parent of ours, which is another.
      assert.deepEqual(
        sent.map(([traceId, , state]) => `${traceId} ${state}`),
        [
          "0af7651916cd43dd8448eb211c80319c 1",
          `${"0".repeat(16)}8448eb211c80319c d`,
          `${"0".repeat(16)}8448eb211c80319c 0`,
        ],
      );
      assert.equal(sent[0]?.[1], own);
      assert.deepEqual(
        spans.map(({ parentSpanId }) => parentSpanId),
        ["b7ad6b7169203331", "b7ad6b7169203331"],
      );
    },
  },
  {
    row: of("OTEL_METRICS_EXEMPLAR_FILTER"),
    async test() {
      const exemplars = async (filter: string, sampler: string): Promise<number> => {
        const { receiver } = await emit("b3", { OTEL_METRICS_EXEMPLAR_FILTER: filter, OTEL_TRACES_SAMPLER: sampler });
        return receiver.bodies.filter((body) => /"exemplars":\[\{[^\]]*"traceId"/u.test(body)).length;
      };
      assert.equal(await exemplars("", "always_on"), 1);
      assert.equal(await exemplars("trace_based", "always_off"), 0);
      assert.equal(await exemplars("always_on", "always_off"), 1);
      assert.equal(await exemplars("always_off", "always_on"), 0);
    },
  },
  {
    row: of("OTEL_BSP_*"),
    async test() {
      const batches = await emit("spans 25", { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "10" });
      const sizes = batches.receiver.bodies.map((body) => body.match(/"name":"span \d+"/gu)?.length ?? 0);
      assert.deepEqual(
        sizes.filter((size) => size > 0),
        [10, 10, 5],
      );
      const queue = await emit("spans 25", { OTEL_BSP_MAX_QUEUE_SIZE: "5" });
      assert.equal(queue.spans.length, 5);
      // The process lives half a second, and what it did is there before it ends.
      const early = await emit("one 500", { OTEL_BSP_SCHEDULE_DELAY: "50" });
      assert.equal(early.receiver.requests[0]?.path, "/v1/traces");
    },
  },
  {
    row: of("OTEL_BLRP_*"),
    async test() {
      const batches = await emit("records 25", { OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: "10" });
      const sizes = batches.receiver.bodies.map((body) => body.match(/"record \d+"/gu)?.length ?? 0);
      assert.deepEqual(
        sizes.filter((size) => size > 0),
        [10, 10, 5],
      );
      const queue = await emit("records 25", { OTEL_BLRP_MAX_QUEUE_SIZE: "5" });
      assert.equal(queue.records.length, 5);
      const early = await emit("one 500", { OTEL_BLRP_SCHEDULE_DELAY: "50" });
      assert.equal(early.receiver.requests[0]?.path, "/v1/logs");
    },
  },
  {
    row: of("OTEL_EXPORTER_OTLP_*"),
    async test() {
      const { receiver } = await emit("one 0", {
        OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=blue",
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: "x-tenant=green",
        OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
        OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: "5000",
      });
      const seen = receiver.requests.map(({ path, headers }) =>
        [path, headers["x-tenant"], headers["content-encoding"]].join(" "),
      );
      assert.deepEqual(seen.toSorted(), ["/v1/logs blue gzip", "/v1/metrics blue gzip", "/v1/traces green gzip"]);
      // A signal's own endpoint is used as it is, the general one gets the signal's path.
      const base = await startCollector("/base/v1/logs", []);
      const exact = await startCollector("/exactly", []);
      await runEmit("one 0", {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${base.url}/base/`,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${exact.url}/exactly`,
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/protobuf",
      });
      for (const { close } of [base, exact]) close();
      const types = [base, exact].map(({ requests }) => requests.map(({ headers }) => headers["content-type"]));
      assert.deepEqual(types, [["application/x-protobuf"], ["application/json"]]);
    },
  },
  {
    row: of("OTEL_TRACES_EXPORTER"),
    async test() {
      assert.deepEqual(await exported({ OTEL_TRACES_EXPORTER: "none" }), ["/v1/logs", "/v1/metrics"]);
      assert.match((await emit("one 0", { OTEL_TRACES_EXPORTER: "console" })).stdout, /"name":"one"/u);
    },
  },
  {
    row: of("OTEL_METRICS_EXPORTER"),
    test: async () => assert.deepEqual(await exported({ OTEL_METRICS_EXPORTER: "none" }), ["/v1/logs", "/v1/traces"]),
  },
  {
    row: of("OTEL_LOGS_EXPORTER"),
    async test() {
      assert.deepEqual(await exported({ OTEL_LOGS_EXPORTER: "none" }), ["/v1/metrics", "/v1/traces"]);
      assert.match((await emit("one 0", { OTEL_LOGS_EXPORTER: "console" })).stdout, /"stringValue":"one"/u);
    },
  },
  limit("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", 3, { attributes: 3, dropped: [2, 0, 0, 0, 0, 0] }),
  limit("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", 7, { length: 7 }),
  limit("OTEL_SPAN_EVENT_COUNT_LIMIT", 3, { events: 3, dropped: [0, 2, 0, 0, 0, 0] }),
  limit("OTEL_SPAN_LINK_COUNT_LIMIT", 3, { links: 3, dropped: [0, 0, 2, 0, 0, 0] }),
  limit("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", 3, { ofEvent: 3, dropped: [0, 0, 0, 2, 0, 0] }),
  limit("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", 3, { ofLink: 3, dropped: [0, 0, 0, 0, 2, 0] }),
  limit("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", 3, { ofRecord: 3, dropped: [0, 0, 0, 0, 0, 2] }),
  limit("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", 7, { recordLength: 7 }),
  limit("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", 7, { length: 7, recordLength: 7 }),
  limit("OTEL_ATTRIBUTE_COUNT_LIMIT", 3, { attributes: 3, ofRecord: 3, dropped: [2, 0, 0, 0, 0, 2] }),
  {
    row: of("OTEL_TRACES_SAMPLER"),
    async test() {
      // A root, the child of a sampled caller, the child of an unsampled one.
      assert.equal(await sampled("always_on"), "yes yes yes");
      assert.equal(await sampled("always_off"), "no no no");
      assert.equal(await sampled("traceidratio", "0"), "no no no");
      assert.equal(await sampled("parentbased_always_on"), "yes yes no");
      assert.equal(await sampled("parentbased_always_off"), "no yes no");
      assert.equal(await sampled("parentbased_traceidratio", "0"), "no yes no");
    },
  },
  {
    row: of("OTEL_TRACES_SAMPLER_ARG"),
    async test() {
      const { spans } = await emit("spans 1000", {
        OTEL_TRACES_SAMPLER: "traceidratio",
        OTEL_TRACES_SAMPLER_ARG: "0.25",
      });
      // Ten standard deviations around 250.
      assert.ok(spans.length > 110 && spans.length < 390, `${spans.length} of 1000`);
    },
  },
  {
    row: of("OTEL_METRIC_EXPORT_INTERVAL"),
    async test() {
      const { receiver } = await emit("metrics 700", {
        OTEL_METRIC_EXPORT_INTERVAL: "100",
        OTEL_METRIC_EXPORT_TIMEOUT: "100",
      });
      assert.ok(receiver.requests.filter(({ path }) => path === "/v1/metrics").length >= 3);
    },
  },
  {
    row: of("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"),
    async test() {
      const temporality = async (preference: string): Promise<number | undefined> => {
        const env = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference };
        const { receiver } = await emit("metrics 0", env);
        const body = receiver.bodies.find((text) => text.includes('"emitted"')) ?? "";
        return Number(/"emitted".*?"aggregationTemporality":(\d)/u.exec(body)?.[1]);
      };
      // AGGREGATION_TEMPORALITY_DELTA is 1, …_CUMULATIVE 2.
      assert.deepEqual([await temporality("cumulative"), await temporality("delta")], [2, 1]);
    },
  },
];
