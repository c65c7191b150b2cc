import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startReceiver } from "../../../test/otlp-receiver.ts";
import { runFixture } from "../../../test/run-fixture.ts";

const file = "packages/otel-preload/test/fixtures/basic/use-http.mjs";

test("disabled: nothing is sent, nothing is said", async () => {
  const receiver = await startReceiver();
  const run = await runFixture({ file, receiver, env: { OTEL_SDK_DISABLED: "true" } });
  await receiver.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(receiver.requests).toEqual([]);
});

test("console: traces as one line of OTLP/JSON on stdout, metrics none, logs none", async () => {
  const receiver = await startReceiver();
  const run = await runFixture({
    file,
    receiver,
    env: { OTEL_TRACES_EXPORTER: "console", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" },
  });
  await receiver.close();
  const line = run.stdout.split("\n").find((text) => text.startsWith('{"resourceSpans"'));
  expect(JSON.parse(line ?? "")).toHaveProperty("resourceSpans");
  expect(receiver.requests).toEqual([]);
});

test("what became of every item, and how many values were hidden, is counted", async () => {
  const receiver = await startReceiver();
  await runFixture({ file, receiver, env: { OTEL_BSP_MAX_QUEUE_SIZE: "2" } });
  await receiver.close();
  const last = (name: string, error?: string) =>
    receiver.points.findLast((point) => point.name === name && point.attributes["error.type"] === error)?.value ?? 0;
  // The program makes four spans: two requests, both sides.
  expect(receiver.spans.length + last("otel.sdk.processor.span.processed", "queue_full")).toBe(4);
  expect(last("otel.sdk.exporter.span.exported", "export_failed")).toBe(0);
  expect(last("otel_preload.redacted.values")).toBeGreaterThan(0);
});

test("gzip and headers", async () => {
  const receiver = await startReceiver();
  await runFixture({
    file,
    receiver,
    env: { OTEL_EXPORTER_OTLP_COMPRESSION: "gzip", OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=blue" },
  });
  await receiver.close();
  expect(receiver.spans.length).toBe(4);
  expect(receiver.requests[0]?.headers).toMatchObject({ "content-encoding": "gzip", "x-tenant": "blue" });
});

test("protobuf is the default", async () => {
  const receiver = await startReceiver();
  await runFixture({ file, receiver, env: { OTEL_EXPORTER_OTLP_PROTOCOL: "" } });
  await receiver.close();
  expect(receiver.requests.map(({ headers }) => headers["content-type"])).toEqual([
    "application/x-protobuf",
    "application/x-protobuf",
    "application/x-protobuf",
  ]);
});

test("a refusing collector is one line for a signal, the application runs on", async () => {
  const receiver = await startReceiver();
  receiver.status = 401;
  const run = await runFixture({ file, receiver });
  await receiver.close();
  expect(run.code).toBe(0);
  expect(run.stderr.trim().split("\n").toSorted()).toEqual([
    expect.stringMatching(/^otel-preload: logs cannot be delivered/u),
    expect.stringMatching(
      /^otel-preload: metrics cannot be delivered to .+: HTTP 401 Unauthorized\. Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS\./u,
    ),
    expect.stringMatching(/^otel-preload: traces cannot be delivered to .+: HTTP 401/u),
  ]);
});

test("unsampled traces: a ratio of 0 keeps nothing but still measures", async () => {
  const receiver = await startReceiver();
  await runFixture({
    file,
    receiver,
    env: { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" },
  });
  await receiver.close();
  expect(receiver.spans).toEqual([]);
  expect(receiver.points.some((point) => point.name === "http.server.request.duration")).toBe(true);
});

test("Prometheus endpoint for those who scrape", async () => {
  const receiver = await startReceiver();
  const run = await runFixture({
    file: "packages/otel-preload/test/fixtures/basic/scrape-self.mjs",
    receiver,
    env: {
      OTEL_METRICS_EXPORTER: "prometheus",
      OTEL_EXPORTER_PROMETHEUS_HOST: "127.0.0.1",
      OTEL_EXPORTER_PROMETHEUS_PORT: "39464",
    },
  });
  await receiver.close();
  expect(run.stderr).toBe("");
  expect(run.stdout).toContain("http_server_request_duration_bucket");
  expect(run.stdout).toContain("process_memory_usage");
  // A scrape is not a request of the application.
  expect(receiver.spans.filter((span) => span.kind === 2).map((span) => span.attributes["url.path"])).toEqual(["/x"]);
});

test("the resource names the service and holds no command line", async () => {
  const receiver = await startReceiver();
  await runFixture({ file, args: ["--password=hunter2"], receiver });
  await receiver.close();
  const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as Record<
    string,
    string
  >;
  const resource = receiver.spans[0]?.resource ?? {};
  expect(resource).toMatchObject({
    "service.name": name?.split("/")[1],
    "service.version": version,
    "telemetry.sdk.language": "nodejs",
  });
  expect(resource["service.instance.id"]).toMatch(/^[0-9a-f-]{36}$/u);
  expect(receiver.bodies.join()).not.toContain("hunter2");
});
