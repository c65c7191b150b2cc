import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Receiver, startReceiver } from "../../../../test/otlp-receiver.ts";
import { freePorts } from "../../../cli/src/server/ports.ts";
import { binariesOf, buildTimeoutMillis } from "../../../cli/test/stack/tools.ts";
import { Certificates } from "../delivery/certificates.ts";
import { makeSpool, numbered, startEmitting } from "../delivery/emit.ts";
import { grpc, patient } from "./emit.ts";

/* The real collector's receiver of OTLP/gRPC, with and without TLS; what it takes goes on to a recording receiver. */

const certificates = new Certificates();
let [receiver, collector]: [Receiver?, ChildProcess?] = [];
let [plainPort, tlsPort]: number[] = [];

function configure(backend: string): object {
  const address = (port = 0): string => `127.0.0.1:${port}`;
  const tls = {
    cert_file: certificates.path("good.pem"),
    key_file: certificates.path("good.key"),
    client_ca_file: certificates.path("authority.pem"),
  };
  const pipeline = { receivers: ["otlp", "otlp/tls"], exporters: ["otlp_http"] };
  return {
    receivers: {
      otlp: { protocols: { grpc: { endpoint: address(plainPort), max_recv_msg_size_mib: 1 } } },
      "otlp/tls": { protocols: { grpc: { endpoint: address(tlsPort), tls } } },
    },
    exporters: { otlp_http: { endpoint: backend, encoding: "json", compression: "none" } },
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: { traces: pipeline, logs: pipeline, metrics: pipeline },
    },
  };
}

beforeAll(async () => {
  const { otelcol = "" } = await binariesOf("collector");
  certificates.selfSign("authority");
  certificates.issue("good");
  certificates.issue("client");
  receiver = await startReceiver();
  [plainPort, tlsPort] = await freePorts(2);
  collector = spawn(otelcol, [`--config=yaml:${JSON.stringify(configure(receiver.url))}`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  collector.stderr?.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const started = (): void => {
    if (!log.includes("Everything is ready")) throw new Error(`the collector did not start:\n${log}`);
  };
  await vi.waitFor(started, { timeout: 60_000, interval: 100 });
}, buildTimeoutMillis);

afterAll(async () => {
  if (collector?.exitCode === null) {
    const exit = once(collector, "exit");
    collector.kill("SIGTERM");
    await exit;
  }
  await receiver?.close();
  certificates.remove();
});

const tls = (): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.path("authority.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certificates.path("client.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: certificates.path("client.key"),
});

test.for([
  { service: "plain", url: () => `http://127.0.0.1:${plainPort}`, compression: "none", burst: 50 },
  { service: "plain-gzip", url: () => `http://127.0.0.1:${plainPort}`, compression: "gzip", burst: 50 },
  { service: "tls", url: () => `https://127.0.0.1:${tlsPort}`, compression: "none", burst: 50 },
  { service: "tls-gzip", url: () => `https://127.0.0.1:${tlsPort}`, compression: "gzip", burst: 50 },
  // More than the 1 MiB that this receiver takes.
  { service: "large", url: () => `http://127.0.0.1:${plainPort}`, compression: "none", burst: 8000 },
])("$service: all three signals arrive whole", async ({ service, url, compression, burst }) => {
  const running = startEmitting({
    collector: { url: url() },
    spool: makeSpool(),
    burst,
    stays: true,
    env: {
      ...grpc,
      ...tls(),
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_COMPRESSION: compression,
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "8000",
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: "console",
    },
  });
  const own = <T extends { resource: object }>(items: readonly T[] = []): T[] =>
    items.filter(({ resource }) => "service.name" in resource && resource["service.name"] === service);
  await vi.waitFor(() => {
    expect(own(receiver?.spans).length).toBeGreaterThanOrEqual(burst);
    expect(own(receiver?.logs).length).toBeGreaterThanOrEqual(burst);
    expect(own(receiver?.points).map(({ name }) => name)).toContain("otel.sdk.exporter.span.exported");
  }, patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  expect(run).toMatchObject({ signal: "SIGTERM", stderr: "" });
  // The collector's exporter has several hands.
  expect(
    own(receiver?.spans)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(numbered("span", burst).toSorted());
  expect(
    own(receiver?.logs)
      .map(({ body }) => String(body))
      .toSorted(),
  ).toEqual(numbered("record", burst).toSorted());
});
