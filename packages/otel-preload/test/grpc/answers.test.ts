import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { judgeCall } from "../../src/engine/worker/grpc/status.ts";
import { retryDelayMillis } from "../../src/engine/worker/grpc/retry-info.ts";
import { linesWith, numbered } from "../delivery/emit.ts";
import { play } from "./emit.ts";
import { retryInfo } from "./retry-info.ts";

/* What a collector can answer by gRPC, and what becomes of the items then. The server is gRPC's own for Node.js. */

const answer = { httpStatus: 200, message: "", details: undefined, body: Buffer.alloc(0) };

test.for([
  [status.CANCELLED, "away"],
  [status.UNKNOWN, "refused"],
  [status.INVALID_ARGUMENT, "unreadable"],
  [status.DEADLINE_EXCEEDED, "away"],
  [status.NOT_FOUND, "misconfigured"],
  [status.ALREADY_EXISTS, "refused"],
  [status.PERMISSION_DENIED, "misconfigured"],
  [status.RESOURCE_EXHAUSTED, "refused"],
  [status.FAILED_PRECONDITION, "refused"],
  [status.ABORTED, "away"],
  [status.OUT_OF_RANGE, "away"],
  [status.UNIMPLEMENTED, "misconfigured"],
  [status.INTERNAL, "refused"],
  [status.UNAVAILABLE, "away"],
  [status.DATA_LOSS, "away"],
  [status.UNAUTHENTICATED, "misconfigured"],
  [status.OK, "delivered"],
] as const)("status %i is %s", ([code, kind]) => {
  expect(judgeCall({ ...answer, status: code })).toMatchObject({ kind });
});

test.for([
  "grpc: received message larger than max (5000000 vs. 4194304)",
  "grpc: received message after decompression larger than max 4194304",
  "Received message larger than max (5000000 vs 4194304)",
  "gRPC message exceeds maximum size 4194304: 5000000",
])("too large, as an implementation says it: %s", (message) => {
  expect(judgeCall({ ...answer, status: status.RESOURCE_EXHAUSTED, message })).toMatchObject({ kind: "too-large" });
});

test("RESOURCE_EXHAUSTED is tried again when its details say so, after what they say", () => {
  const exhausted = { ...answer, status: status.RESOURCE_EXHAUSTED, message: "quota" };
  expect(judgeCall({ ...exhausted, details: retryInfo(1, 500_000_000).toString("base64") })).toMatchObject({
    kind: "away",
    afterMillis: 1500,
  });
  expect(judgeCall({ ...exhausted, details: retryInfo(3600, 0).toString("base64") })).toMatchObject({
    afterMillis: 60_000,
  });
  expect(judgeCall({ ...exhausted, details: retryInfo(0, 0).toString("base64") })).not.toHaveProperty("afterMillis");
});

test("details that are none are no details", () => {
  const whole = retryInfo(1, 0);
  expect(retryDelayMillis(whole.toString("base64").replace(/=+$/u, ""))).toBe(1000);
  expect(retryDelayMillis(`${whole.toString("base64")},AAAA`)).toBe(1000);
  for (const nothing of [undefined, "", "%%%", "AAAA", whole.subarray(0, 20).toString("base64")])
    expect(retryDelayMillis(nothing)).toBeUndefined();
  for (let length = 0; length < whole.length; length++) retryDelayMillis(whole.subarray(0, length).toString("base64"));
});

test("a message with another size in it is the same reason", () => {
  const refused = (message: string) => judgeCall({ ...answer, status: status.UNKNOWN, message });
  expect(refused("of 5 bytes")).toEqual(refused("of 6 bytes"));
});

test("who answers without a status is no collector, or a proxy", () => {
  const other = (httpStatus: number) => judgeCall({ ...answer, status: undefined, httpStatus });
  expect(other(200)).toMatchObject({ kind: "misconfigured", remedy: expect.stringMatching(/4317/u) });
  expect(other(404)).toMatchObject({ kind: "misconfigured", remedy: expect.stringMatching(/4317/u) });
  expect(other(503)).toMatchObject({ kind: "away" });
  expect(other(413)).toMatchObject({ kind: "too-large" });
});

test.concurrent("UNAVAILABLE is asked again, and nothing is lost", async () => {
  const { collector, run, waiting } = await play({
    behave: (exchange, attempt) => (attempt < 3 ? exchange.refuse(status.UNAVAILABLE, "not yet") : exchange.take()),
    until: ({ names }) => expect(names["traces"]).toHaveLength(20),
  });
  expect(collector.names["traces"]).toEqual(numbered("span", 20));
  expect(linesWith(run, /traces/u)).toEqual([
    expect.stringMatching(/^otel-preload: traces cannot be delivered to .*: gRPC UNAVAILABLE, not yet\. /u),
    expect.stringMatching(/traces reach .* again after \d+ s: 20 that waited follow, 0 were lost/u),
  ]);
  expect(waiting).toBe(0);
});

test.concurrent("RetryInfo: asked again then", async () => {
  const { collector } = await play({
    behave: (exchange, attempt) =>
      attempt === 1 ? exchange.refuse(status.RESOURCE_EXHAUSTED, "quota", retryInfo(2, 0)) : exchange.take(),
    until: ({ names }) => expect(names["traces"]).toHaveLength(20),
  });
  const [first = 0, second = 0, ...more] = collector.attemptsOf("traces");
  expect(second - first).toBeGreaterThan(1900);
  expect(more).toEqual([]);
});

test.concurrent("UNAUTHENTICATED is one line with a hint; the items are kept and asked for slowly", async () => {
  const { collector, run } = await play({
    behave: (exchange, attempt) =>
      attempt === 1 ? exchange.refuse(status.UNAUTHENTICATED, "no token") : exchange.take(),
    until: ({ names }) => expect(names["traces"]).toHaveLength(20),
  });
  const [first = 0, second = 0] = collector.attemptsOf("traces");
  expect(second - first).toBeGreaterThan(1900);
  expect(linesWith(run, /UNAUTHENTICATED.*OTEL_EXPORTER_OTLP_HEADERS/u)).toHaveLength(1);
});

test.concurrent("INTERNAL is final by OTLP's rules: counted and named", async () => {
  const { collector, run } = await play({
    behave: (exchange) => exchange.refuse(status.INTERNAL, "broken"),
    until: (_collector, stderr) => expect(stderr).toMatch(/20 spans were lost: .*\(refused\)/u),
  });
  expect(collector.attemptsOf("traces")).toHaveLength(1);
  expect(linesWith(run, /refuses some traces for good: gRPC INTERNAL, broken/u)).toHaveLength(1);
});

test.concurrent("INVALID_ARGUMENT for one poison record in 512 costs one record", async () => {
  const { collector } = await play({
    burst: 512,
    behave: (exchange) =>
      exchange.names.includes("span 137") ? exchange.refuse(status.INVALID_ARGUMENT) : exchange.take(),
    until: (_collector, stderr) => expect(stderr).toMatch(/1 spans were lost: .*\(refused\)/u),
  });
  expect(collector.names["traces"]).toEqual(numbered("span", 512).filter((name) => name !== "span 137"));
});

test.concurrent("a server that takes less: smaller requests for all signals, until all have arrived", async () => {
  const { collector, run } = await play({
    burst: 500,
    env: { OTEL_METRIC_EXPORT_INTERVAL: "500" },
    options: { "grpc.max_receive_message_length": 6000 },
    until: ({ names, attempts }) => {
      expect(names["traces"]).toHaveLength(500);
      expect(names["logs"]).toHaveLength(500);
      expect(names["metrics"]).toContain("otel.sdk.exporter.span.exported");
      expect(attempts.filter(({ signal }) => signal === "metrics").length).toBeGreaterThan(2);
    },
  });
  expect(collector.names["traces"]).toEqual(numbered("span", 500));
  expect(collector.names["logs"]).toEqual(numbered("record", 500));
  expect(run.stderr).toBe("");
});

test.concurrent("partial success: what is rejected is counted, the message said once", async () => {
  const { run } = await play({
    behave: (exchange) => exchange.take({ rejected: 7, message: "too old" }),
    until: (_collector, stderr) => expect(stderr).toMatch(/7 spans were lost: .*\(rejected\)/u),
  });
  expect(linesWith(run, /the collector rejected some traces: too old/u)).toHaveLength(1);
});

test.concurrent("partial success is read of a compressed answer, too", async () => {
  const { run } = await play({
    env: { OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" },
    options: { "grpc.default_compression_algorithm": 2 },
    behave: (exchange) => exchange.take({ rejected: 7, message: "too old" }),
    until: (_collector, stderr) => expect(stderr).toMatch(/7 spans were lost: .*\(rejected\)/u),
  });
  expect(linesWith(run, /the collector rejected some traces: too old/u)).toHaveLength(1);
});
