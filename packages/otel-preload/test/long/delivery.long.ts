import { createServer as createHttp } from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { backoffMillis, jittered } from "../../src/engine/worker/pause.ts";
import { startReceiver } from "../../../../test/otlp-receiver.ts";
import { runFixture } from "../../../../test/run-fixture.ts";
import { FaultyCollector } from "../delivery/collector.ts";
import { emit, grownBytes, linesWith, madeBy, makeSpool, numbered, startEmitting } from "../delivery/emit.ts";

const patient = { timeout: 120_000, interval: 200 };
/** Ten minutes of telemetry, on a machine that has other things to do. */
const morePatient = { timeout: 240_000, interval: 1000 };
const minute = 60_000;

test(
  "away for ten minutes at 500 spans and log records a second: nothing lost, in order, 64 MiB at most",
  async () => {
    const collector = await FaultyCollector.start();
    const spool = makeSpool();
    const running = startEmitting({
      collector,
      spool,
      ratePerSecond: 500,
      seconds: 660,
      stays: true,
      env: { OTEL_PRELOAD_SPOOL_MIB: "512" },
      timeoutMillis: 19 * minute,
    });
    await vi.waitFor(() => expect(collector.spans.length).toBeGreaterThan(1000), patient);
    await collector.close();
    await new Promise((resolve) => setTimeout(resolve, 10 * minute));
    await collector.open();
    await vi.waitFor(() => expect(new Set(collector.spans).size).toBe(330_000), morePatient);
    await vi.waitFor(() => expect(new Set(collector.logs).size).toBe(330_000), morePatient);
    running.kill("SIGTERM");
    const run = await running.ended;
    await collector.close();
    expect([...new Set(collector.spans)]).toEqual(numbered("span", 330_000));
    expect(grownBytes(run)).toBeLessThan(64 * 1024 * 1024);
    expect(linesWith(run, /cannot be delivered|again after/u)).toHaveLength(2);
  },
  20 * minute,
);

test("away, and no disk: what does not fit into memory is counted, exactly", async () => {
  const collector = await FaultyCollector.closed();
  const running = startEmitting({
    collector,
    spool: makeSpool(),
    ratePerSecond: 10_000,
    seconds: 20,
    stays: true,
    env: { OTEL_PRELOAD_SPOOL_MIB: "0", OTEL_METRIC_EXPORT_INTERVAL: "1000" },
    timeoutMillis: 3 * minute,
  });
  await running.ready;
  await new Promise((resolve) => setTimeout(resolve, 25_000));
  await collector.open();
  const count = (name: string): number => collector.counts.get(name) ?? 0;
  const lost = (signal: string): number =>
    count(`otel.sdk.exporter.${signal}.exported memory_full`) +
    count(`otel.sdk.processor.${signal}.processed queue_full`);
  await vi.waitFor(() => {
    expect(lost("span")).toBeGreaterThan(0);
    expect(collector.spans.length + lost("span")).toBe(200_000);
    expect(collector.logs.length + lost("log")).toBe(200_000);
  }, patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  expect(madeBy(run)).toBe(200_000);
  expect(linesWith(run, /spans were lost/u).length).toBeGreaterThan(0);
});

test("80 MB of log lines in one tick: what does not fit into memory waits on the disk", async () => {
  const receiver = await startReceiver();
  const file = "packages/otel-preload/test/fixtures/basic/flood.mjs";
  const env = { OTEL_PRELOAD_SPOOL_MIB: "256" };
  const run = await runFixture({ file, args: ["lines", "8000"], receiver, env, timeoutMillis: 2 * minute });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const { grownMegabytes } = JSON.parse(run.stdout) as { grownMegabytes: number };
  expect(grownMegabytes).toBeLessThan(150);
  const numbers = receiver.logs.flatMap(({ body }) => /^\d+(?= z)/u.exec(String(body)) ?? []);
  expect(new Set(numbers).size).toBe(8000);
  await receiver.close();
});

/** A server that answers the first connections as told, and then as a collector would. */
async function startOdd(odd: (socket: Socket) => void, times: number) {
  let connections = 0;
  const bodies: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (++connections <= times) return odd(socket);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const [head = "", body = ""] = text.split("\r\n\r\n");
      if (body.length < Number(/content-length: (\d+)/iu.exec(head)?.[1] ?? Infinity)) return;
      bodies.push(body);
      // As HTTP/1.0 has it: the end of the connection is the end of the answer.
      socket.end("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => server.close() };
}

const odd: readonly (readonly [what: string, act: (socket: Socket) => void])[] = [
  ["resets in the middle of the body", (socket) => void socket.once("data", () => socket.resetAndDestroy())],
  ["closes its half", (socket) => void socket.end()],
  ["breaks off its answer", (socket) => void socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-le"))],
];

test.for(odd)("a collector that %s, and then speaks HTTP/1.0: nothing is lost", async ([_what, act]) => {
  const collector = await startOdd(act, 2);
  const running = startEmitting({ collector, spool: makeSpool(), burst: 10, stays: true });
  await vi.waitFor(() => {
    const all = collector.bodies.join("\n");
    for (const name of [...numbered("span", 10), ...numbered("record", 10)]) expect(all).toContain(`"${name}"`);
  }, patient);
  running.kill("SIGTERM");
  await running.ended;
  collector.close();
});

test("HTTP_PROXY and its kin are not used", async () => {
  const collector = await FaultyCollector.start();
  const proxy = "http://127.0.0.1:9";
  const run = await emit({
    collector,
    spool: makeSpool(),
    burst: 10,
    env: { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: "1" },
  });
  await collector.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(collector.spans).toHaveLength(10);
});

test("a collector that listens on IPv6 alone is found by its address", async () => {
  const paths: string[] = [];
  const server = createHttp((request, response) => {
    paths.push(request.url ?? "");
    request.resume().on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
  const { port } = server.address() as AddressInfo;
  const run = await emit({ collector: { url: `http://[::1]:${port}` }, spool: makeSpool(), burst: 1 });
  server.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(paths).toContain("/v1/traces");
});

test("two hundred processes do not come back at the same moment", () => {
  // The collector comes back 20 s after it went; each process has been asking in its own rhythm.
  const back = 20_000;
  const times = Array.from({ length: 200 }, () => {
    let at = 0;
    for (let attempt = 0; at < back; attempt++) at += jittered(backoffMillis(attempt));
    return at - back;
  });
  const slots = Array.from({ length: 5 }, (_, slot) => times.filter((at) => Math.floor(at / 1000) === slot).length);
  const mean = times.length / slots.length;
  expect(Math.max(...slots)).toBeLessThanOrEqual(3 * mean);
});
