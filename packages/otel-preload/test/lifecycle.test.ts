import { constants, getPriority } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const fixture = (name: string): string => `packages/otel-preload/test/fixtures/basic/${name}`;
const serverSpans = () => receiver.spans.filter((span) => span.kind === 2);

const endings = [
  { mode: "normal", code: 0 },
  { mode: "process.exit", code: 3 },
  { mode: "uncaught", code: 1, stderr: "nobody catches this" },
  { mode: "rejection", code: 1, stderr: "nobody awaits this" },
] as const;

test.for(endings)(
  "the last span arrives and the process ends as without us: $mode",
  async ({ mode, code, ...rest }) => {
    const file = fixture("exit.cjs");
    const bare = await runFixture({ file, args: [mode], via: "none" });
    const run = await runFixture({ file, args: [mode], via: "require", receiver });
    expect(run.code).toBe(code);
    expect({ code: run.code, signal: run.signal, stdout: run.stdout }).toEqual({
      code: bare.code,
      signal: bare.signal,
      stdout: bare.stdout,
    });
    if ("stderr" in rest) expect(run.stderr).toContain(rest.stderr);
    expect(run.stderr.split("\n")[0]).toBe(bare.stderr.split("\n")[0]);
    expect(serverSpans()).toHaveLength(1);
  },
);

test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
  "%s without a handler of the application ends it by that signal, with its last span",
  async (signal) => {
    const run = await runFixture({
      file: fixture("exit.cjs"),
      args: ["signal"],
      receiver,
      onReady: (_line, kill) => kill(signal),
    });
    expect({ code: run.code, signal: run.signal }).toEqual({ code: null, signal });
    expect(serverSpans()).toHaveLength(1);
  },
);

test("SIGTERM with a handler of the application ends as the handler says", async () => {
  const run = await runFixture({
    file: fixture("exit.cjs"),
    args: ["own handler"],
    receiver,
    onReady: (_line, kill) => kill("SIGTERM"),
  });
  expect(run).toMatchObject({ code: 7, signal: null });
  expect(serverSpans()).toHaveLength(1);
});

test("no collector: one line that names the variable, and at most 2 s more", async () => {
  const file = fixture("exit.cjs");
  const bare = await runFixture({ file, args: ["normal"], via: "none" });
  const run = await runFixture({ file, args: ["normal"], env: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" } });
  expect(run.code).toBe(0);
  const traceLines = run.stderr.split("\n").filter((line) => line.startsWith("otel-preload: traces"));
  expect(traceLines).toHaveLength(1);
  expect(traceLines[0]).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
  expect(run.millis - bare.millis).toBeLessThan(3000);
});

test("threads and children each report with their own instance id", async () => {
  const run = await runFixture({ file: fixture("threads.mjs"), receiver });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const clients = receiver.spans.filter((span) => span.kind === 3);
  expect(
    clients
      .map((span) => String(span.attributes["url.full"]).split("/").at(-1) ?? "")
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(["child", "main", "worker"]);
  expect(new Set(clients.map((span) => span.resource["service.instance.id"])).size).toBe(3);
});

test("a cluster's workers each report with their own instance id", async () => {
  const run = await runFixture({ file: fixture("cluster.cjs"), receiver, via: "require" });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(
    serverSpans()
      .map((span) => String(span.attributes["url.path"]))
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(["/worker-1", "/worker-2"]);
  expect(new Set(serverSpans().map((span) => span.resource["service.instance.id"])).size).toBe(2);
});

test("type stripping", async () => {
  const run = await runFixture({ file: fixture("typescript.ts"), receiver });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(serverSpans().map((span) => span.attributes["url.path"])).toEqual(["/typed"]);
});

test("flag and NODE_OPTIONS together start once", async () => {
  const doorway = new URL("../dist/import.js", import.meta.url).pathname;
  const run = await runFixture({
    file: fixture("exit.cjs"),
    args: ["process.exit"],
    receiver,
    env: { NODE_OPTIONS: `--import=${doorway}` },
  });
  expect(run).toMatchObject({ code: 3, stderr: "" });
  expect(serverSpans()).toHaveLength(1);
});

test("OpenTelemetry's API is ours: spans, propagation, logs with their span, counters", async () => {
  const run = await runFixture({ file: fixture("use-api.mjs"), receiver });
  expect(run).toMatchObject({ code: 0, stdout: "true\n", stderr: "" });
  const inner = receiver.spans.find((span) => span.name === "inner");
  expect(inner?.parentSpanId).toBe(receiver.spans.find((span) => span.name === "outer")?.spanId);
  expect(receiver.logs.find((log) => log.body === "said inside")).toMatchObject({
    traceId: inner?.traceId,
    spanId: inner?.spanId,
  });
  expect(receiver.points.find((point) => point.name === "orders")).toMatchObject({
    value: 2,
    attributes: { kind: "card" },
  });
});

test.runIf(process.platform === "linux")("the thread that delivers has the lower priority, and no other", async () => {
  // Where the tests themselves have stepped back there is less room.
  const behind = Math.min(5, constants.priority.PRIORITY_LOW - getPriority());
  const endpoint = receiver.url.replace("127.0.0.1", "localhost");
  const env = { OTEL_BSP_SCHEDULE_DELAY: "10", OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const run = await runFixture({ file: fixture("priorities.cjs"), receiver, env });
  expect(run).toMatchObject({ code: 0, stderr: "", stdout: `[["otel-preload",${behind}]]\n` });
});
