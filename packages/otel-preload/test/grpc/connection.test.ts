import { createServer, type Server, type Socket } from "node:net";
import { createServer as createHttp } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test, vi } from "vitest";
import { decodeOtlp } from "../../../../test/otlp-protobuf.ts";
import { emit, linesWith, makeSpool, numbered, type Running, spoolFiles, startEmitting } from "../delivery/emit.ts";
import { grpc, patient } from "./emit.ts";
import { type RawCall, RawCollector } from "./raw.ts";

/* The connection to a collector of OTLP/gRPC: what goes over it, and what becomes of the items when it breaks. */

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

async function startRaw(behave?: (call: RawCall) => void): Promise<RawCollector> {
  const collector = await new RawCollector().open();
  if (behave !== undefined) collector.behave = behave;
  closers.push(() => collector.close());
  return collector;
}

function namesIn(calls: readonly RawCall[]): string[] {
  return calls.flatMap(({ bytes, headers }) => {
    const message = headers["grpc-encoding"] === "gzip" ? gunzipSync(bytes.subarray(5)) : bytes.subarray(5);
    /* oxlint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
    const { resourceSpans } = decodeOtlp("/v1/traces", message) as any;
    return resourceSpans
      .flatMap((of: any) => of.scopeSpans)
      .flatMap((of: any) => of.spans.map((span: any) => span.name));
    /* oxlint-enable typescript/no-explicit-any */
  });
}

async function stop(running: Running) {
  running.kill("SIGTERM");
  return running.ended;
}

test.concurrent.for(["none", "gzip"] as const)(
  "one connection for all signals, compression %s",
  async (compression) => {
    const collector = await startRaw();
    const running = startEmitting({
      collector,
      spool: makeSpool(),
      burst: 20,
      stays: true,
      env: {
        ...grpc,
        OTEL_METRIC_EXPORT_INTERVAL: "500",
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
        OTEL_EXPORTER_OTLP_HEADERS: "X-Tenant=blue,grpc-timeout=1S",
        OTEL_EXPORTER_OTLP_TIMEOUT: "9000",
      },
    });
    await vi.waitFor(() => {
      for (const signal of ["traces", "logs", "metrics"]) expect(collector.callsOf(signal)).not.toEqual([]);
    }, patient);
    const run = await stop(running);
    expect(linesWith(run, /./u)).toEqual([expect.stringMatching(/OTEL_EXPORTER_OTLP_HEADERS.*left out/u)]);
    expect(collector.connections).toBe(1);
    expect(namesIn(collector.callsOf("traces"))).toEqual(numbered("span", 20));
    expect(collector.calls[0]?.bytes[0]).toBe(compression === "gzip" ? 1 : 0);
    for (const { bytes, headers } of collector.calls) {
      expect(bytes.readUInt32BE(1)).toBe(bytes.length - 5);
      expect(headers).toMatchObject({
        ":method": "POST",
        ":path": expect.stringMatching(/^\/opentelemetry\.proto\.collector\.\w+\.v1\.\w+Service\/Export$/u),
        "content-type": "application/grpc",
        te: "trailers",
        "grpc-timeout": "9000m",
        "user-agent": expect.stringMatching(/^org-otel-preload\/\d/u),
        "x-tenant": "blue",
      });
      expect(headers["grpc-encoding"]).toBe(compression === "gzip" ? "gzip" : undefined);
    }
  },
);

const broken: readonly (readonly [what: string, act: (call: RawCall, collector: RawCollector) => void])[] = [
  ["the connection is cut in the middle of a call", (_call, collector) => collector.cut()],
  ["the call is reset", ({ stream }) => stream.close(2)],
  ["the call is refused", ({ stream }) => stream.close(7)],
  [
    "the connection ends after the headers of the answer",
    ({ stream }, collector) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(Buffer.alloc(5));
      setTimeout(() => collector.cut(), 50);
    },
  ],
  ["it is ended by GOAWAY with an error", ({ stream }) => stream.session?.destroy(undefined, 2)],
];

test.concurrent.for(broken)("%s: asked again, nothing is lost", async ([_what, act]) => {
  const taken: RawCall[] = [];
  const collector: RawCollector = await startRaw((call) => {
    if (call.signal === "traces" && call.attempt <= 2) return act(call, collector);
    if (call.signal === "traces") taken.push(call);
    call.take();
  });
  const running = startEmitting({ collector, spool: makeSpool(), burst: 20, stays: true, env: grpc });
  await vi.waitFor(() => expect(namesIn(taken)).toHaveLength(20), patient);
  await vi.waitFor(() => expect(collector.callsOf("logs")).not.toEqual([]), patient);
  const run = await stop(running);
  expect(namesIn(taken)).toEqual(numbered("span", 20));
  expect(linesWith(run, /were lost: /u)).toEqual([]);
});

test.concurrent.for([
  ["was closed while it waited", (collector: RawCollector) => collector.cut()],
  ["was ended by the collector (GOAWAY)", (collector: RawCollector) => collector.drain()],
] as const)("a connection that %s is no failure", async ([_what, end]) => {
  const collector: RawCollector = await startRaw((call) => {
    call.take();
    if (call.signal === "traces" && call.attempt % 5 === 0) setTimeout(() => end(collector), 20);
  });
  const env = { ...grpc, OTEL_BSP_SCHEDULE_DELAY: "50" };
  const running = startEmitting({ collector, spool: makeSpool(), ratePerSecond: 20, seconds: 30, stays: true, env });
  await vi.waitFor(() => expect(collector.connections).toBeGreaterThan(3), patient);
  const run = await stop(running);
  const names = new Set(namesIn(collector.callsOf("traces")));
  expect([...names]).toEqual(numbered("span", names.size));
  expect(run.stderr).toBe("");
});

async function startServer(onConnection: (socket: Socket) => void): Promise<{ url: string }> {
  return listen(createServer((socket) => onConnection(socket.on("error", () => {}))));
}

async function listen(server: Server): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test.concurrent.for([
  ["takes connections and says nothing", () => startServer(() => {})],
  ["takes calls and never answers", () => startRaw(() => {})],
] as const)("a collector that %s: the call ends, a signal ends the program, all is kept", async ([_what, start]) => {
  const collector = await start();
  const spool = makeSpool();
  const running = startEmitting({
    collector,
    spool,
    burst: 50,
    stays: true,
    env: { ...grpc, OTEL_EXPORTER_OTLP_TIMEOUT: "1000" },
  });
  await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(0), patient);
  await vi.waitFor(() => expect(running.stderr()).toContain("no answer within 1000 ms"), patient);
  const killed = performance.now();
  const run = await stop(running);
  expect(performance.now() - killed).toBeLessThan(5000);
  expect(run.signal).toBe("SIGTERM");
  expect(linesWith(run, /no answer within 1000 ms/u)).toHaveLength(1);
});

test.concurrent("a short program ends within 2 s of its end though the collector never answers", async () => {
  const collector = await startRaw(() => {});
  const spool = makeSpool();
  const bare = await emit({ collector, spool, burst: 50, seconds: 0, via: "none" });
  const run = await emit({ collector, spool, burst: 50, seconds: 0, env: grpc });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.millis).toBeLessThan(2000 + 5 * bare.millis);
  expect(spoolFiles(spool).length).toBeGreaterThan(0);
});

test.concurrent("away and back: one line each, everything arrives in order", async () => {
  const collector = new RawCollector();
  const { url } = await startServer((socket) => socket.destroy());
  closers.pop()?.();
  const running = startEmitting({
    collector: { url },
    spool: makeSpool(),
    ratePerSecond: 100,
    seconds: 2,
    stays: true,
    env: grpc,
  });
  await vi.waitFor(() => expect(running.stderr()).toContain("cannot be delivered"), patient);
  await collector.open(Number(new URL(url).port));
  closers.push(() => collector.close());
  await vi.waitFor(() => expect(namesIn(collector.callsOf("traces"))).toHaveLength(200), patient);
  await vi.waitFor(() => expect(running.stderr()).toContain("again after"), patient);
  const run = await stop(running);
  expect(namesIn(collector.callsOf("traces"))).toEqual(numbered("span", 200));
  expect(linesWith(run, /./u)).toEqual([
    expect.stringMatching(
      /traces, logs and metrics cannot be delivered to .*ECONNREFUSED.*OTEL_EXPORTER_OTLP_ENDPOINT/u,
    ),
    expect.stringMatching(/traces, logs and metrics reach .* again after \d+ s: \d+ that waited follow, 0 were lost/u),
  ]);
});

test.concurrent("a port of OTLP/HTTP is said as such", async () => {
  const collector = await listen(createHttp((_request, response) => response.end("{}")));
  const until = /cannot be delivered.*\n/u;
  const run = await emit({ collector, spool: makeSpool(), burst: 5, stays: true, until, env: grpc });
  expect(linesWith(run, /cannot be delivered.*HTTP\/2.*4317/u)).toHaveLength(1);
});
