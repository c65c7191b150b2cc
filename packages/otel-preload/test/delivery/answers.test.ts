import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test, vi } from "vitest";
import { retryAfterMillis } from "../../src/engine/worker/answer-status.ts";
import { type Exchange, FaultyCollector } from "./collector.ts";
import { emit, linesWith, makeSpool, numbered, spoolFiles, startEmitting } from "./emit.ts";

/* What a collector can answer, and what becomes of the items then. */

const patient = { timeout: 25_000, interval: 50 };

interface Scene {
  readonly behave: (exchange: Exchange, attempt: number) => void;
  readonly burst?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The program is told to end when this holds. */
  readonly until: (collector: FaultyCollector) => void;
}

/** A program that makes spans and records at once, and a collector that behaves so towards its traces. */
async function play({ behave, burst = 20, env, until }: Scene) {
  const collector = await FaultyCollector.start();
  const spool = makeSpool();
  let attempt = 0;
  collector.behave = (exchange) => (exchange.signal === "traces" ? behave(exchange, ++attempt) : exchange.take());
  const running = startEmitting({
    collector,
    spool,
    burst,
    stays: true,
    env: { OTEL_METRIC_EXPORT_INTERVAL: "500", ...env },
  });
  await vi.waitFor(() => until(collector), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  await collector.close();
  return { collector, run, spool };
}

const lost = (collector: FaultyCollector, reason: string): number | undefined =>
  collector.counts.get(`otel.sdk.exporter.span.exported ${reason}`);

test("Retry-After: seconds or a date, a minute at most; what is neither says nothing", () => {
  expect(retryAfterMillis("1")).toBe(1000);
  expect(retryAfterMillis("60")).toBe(60_000);
  expect(retryAfterMillis("3600")).toBe(60_000);
  const soon = retryAfterMillis(new Date(Date.now() + 10_000).toUTCString());
  expect(soon).toBeGreaterThan(8000);
  expect(soon).toBeLessThanOrEqual(10_000);
  for (const nothing of [undefined, "", "0", "-5", "soon", "1e9x", "NaN", new Date(0).toUTCString()])
    expect(retryAfterMillis(nothing)).toBeUndefined();
});

test.concurrent.for([429, 503])("%i with Retry-After is asked again then, and nothing is lost", async (status) => {
  const { collector, run } = await play({
    behave: (exchange, attempt) => (attempt === 1 ? exchange.refuse(status, { "retry-after": "2" }) : exchange.take()),
    until: ({ spans }) => expect(spans).toHaveLength(20),
  });
  const [first = 0, second = 0, ...more] = collector.attemptsOf("traces");
  expect(second - first).toBeGreaterThan(1900);
  expect(more).toEqual([]);
  expect(linesWith(run, /traces/u)).toEqual([
    expect.stringMatching(new RegExp(`^otel-preload: traces cannot be delivered to .*: HTTP ${status} `, "u")),
    expect.stringMatching(/traces reach .* again after \d+ s: 20 that waited follow, 0 were lost/u),
  ]);
});

const misconfigured = [
  { status: 401, hint: /OTEL_EXPORTER_OTLP_HEADERS/u },
  { status: 403, hint: /OTEL_EXPORTER_OTLP_HEADERS/u },
  { status: 404, hint: /OTEL_EXPORTER_OTLP_ENDPOINT/u },
  { status: 301, hint: /redirects are not followed/u },
  { status: 307, hint: /redirects are not followed/u },
  { status: 407, hint: /proxy/u },
] as const;

test.concurrent.for(misconfigured)(
  "$status is one line with a hint and is asked again slowly; the items are kept",
  async ({ status, hint }) => {
    const { collector, run } = await play({
      behave: (exchange, attempt) =>
        attempt === 1 ? exchange.refuse(status, { location: "http://127.0.0.1:1/elsewhere" }) : exchange.take(),
      until: ({ spans }) => expect(spans).toHaveLength(20),
    });
    const [first = 0, second = 0] = collector.attemptsOf("traces");
    expect(second - first).toBeGreaterThan(1900);
    const lines = linesWith(run, /traces cannot be delivered/u);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(hint);
  },
);

test.concurrent.for([500, 501])("%i is final by OTLP's rules: counted and named", async (status) => {
  const { collector, run } = await play({
    behave: (exchange) => exchange.refuse(status),
    until: (seen) => expect(lost(seen, "refused")).toBe(20),
  });
  expect(collector.attemptsOf("traces")).toHaveLength(1);
  expect(linesWith(run, /20 spans were lost: the collector refused them for good \(refused\)/u)).toHaveLength(1);
});

test.concurrent("400 for one poison record in 512 costs one record", async () => {
  const { collector, run } = await play({
    burst: 512,
    behave: (exchange) => (exchange.names.includes("span 137") ? exchange.refuse(400) : exchange.take()),
    until: (seen) => expect(lost(seen, "refused")).toBe(1),
  });
  expect(collector.spans).toEqual(numbered("span", 512).filter((name) => name !== "span 137"));
  expect(linesWith(run, /1 spans were lost.*\(refused\)/u)).toHaveLength(1);
});

test.concurrent("400 for everything is no storm of requests", async () => {
  const { collector } = await play({
    burst: 512,
    behave: (exchange) => exchange.refuse(400),
    until: (seen) => expect(lost(seen, "refused")).toBe(512),
  });
  expect(collector.attemptsOf("traces").length).toBeLessThan(40);
});

test.concurrent("413: smaller requests, until all have arrived", async () => {
  const { collector } = await play({
    burst: 500,
    behave: (exchange) => (exchange.bytes > 20_000 ? exchange.refuse(413) : exchange.take()),
    until: ({ spans }) => expect(spans).toHaveLength(500),
  });
  expect(collector.spans).toEqual(numbered("span", 500));
});

test.concurrent("no request is larger than 4 MiB", async () => {
  let largest = 0;
  const { collector } = await play({
    burst: 20_000,
    env: { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: "20000" },
    behave: (exchange) => {
      largest = Math.max(largest, exchange.bytes);
      exchange.take();
    },
    until: ({ spans }) => expect(spans).toHaveLength(20_000),
  });
  expect(largest).toBeLessThanOrEqual(4 * 1024 * 1024);
  expect(collector.spans).toEqual(numbered("span", 20_000));
});

test.concurrent("partial success: what is rejected is counted, the message said once", async () => {
  const { run } = await play({
    behave: ({ response }) =>
      void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ partialSuccess: { rejectedSpans: "7", errorMessage: "too old" } })),
    until: (seen) => {
      expect(lost(seen, "rejected")).toBe(7);
      expect(seen.counts.get("otel.sdk.exporter.span.exported")).toBe(13);
    },
  });
  expect(linesWith(run, /the collector rejected some traces: too old/u)).toHaveLength(1);
});

const bodies: readonly (readonly [what: string, answer: (exchange: Exchange) => void])[] = [
  ["garbage", ({ response }) => void response.writeHead(200).end(Buffer.alloc(1000, 0xfe))],
  ["huge", ({ response }) => void response.writeHead(200).end(Buffer.alloc(20_000_000))],
  ["endless", endlessly],
];

test.concurrent.for(bodies)("200 with a %s body: taken, and the request ends", async ([_what, answer]) => {
  const taken: string[] = [];
  const { run } = await play({
    behave: (exchange) => {
      taken.push(...exchange.names);
      answer(exchange);
    },
    until: (seen) => expect(seen.counts.get("otel.sdk.exporter.span.exported")).toBe(20),
  });
  expect(taken).toEqual(numbered("span", 20));
  expect(linesWith(run, /cannot be delivered/u)).toEqual([]);
});

function endlessly({ response }: Exchange): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x"), 100);
  response.on("close", () => clearInterval(timer));
}

test.concurrent("slow answers: few requests at once, everything arrives", async () => {
  const { collector } = await play({
    burst: 1500,
    behave: (exchange) => void setTimeout(() => exchange.take(), 1500),
    until: ({ spans }) => expect(spans).toHaveLength(1500),
  });
  expect(collector.mostInFlight).toBeLessThanOrEqual(4);
  expect(collector.spans).toEqual(numbered("span", 1500));
});

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** A server that does with a connection what it is told. */
async function startRaw(onConnection: (socket: Socket) => void): Promise<{ url: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const speechless = [
  { what: "never answers", onConnection: () => {} },
  {
    what: "answers a byte at a time",
    onConnection: (socket: Socket) => {
      const text = "HTTP/1.1 200 OK\r\nx-slow: ".split("");
      const timer = setInterval(() => socket.write(text.shift() ?? "x"), 200);
      socket.on("close", () => clearInterval(timer));
    },
  },
];

test.concurrent.for(speechless)(
  "a collector that $what: the request ends, a signal ends the program, all is kept",
  async (one) => {
    const collector = await startRaw(one.onConnection);
    const spool = makeSpool();
    const running = startEmitting({
      collector,
      spool,
      burst: 50,
      stays: true,
      env: { OTEL_EXPORTER_OTLP_TIMEOUT: "1000" },
    });
    await running.ready;
    await vi.waitFor(() => expect(spoolFiles(spool).length).toBeGreaterThan(0), patient);
    await vi.waitFor(() => expect(running.stderr()).toContain("no answer within 1000 ms"), patient);
    const killed = performance.now();
    running.kill("SIGTERM");
    const run = await running.ended;
    expect(performance.now() - killed).toBeLessThan(5000);
    expect(run.signal).toBe("SIGTERM");
    expect(linesWith(run, /no answer within 1000 ms/u)).toHaveLength(1);
  },
);

test.concurrent("a short program ends within 2 s of its end though the collector never answers", async () => {
  const collector = await startRaw(() => {});
  const spool = makeSpool();
  const bare = await emit({ collector, spool, burst: 50, seconds: 0, via: "none" });
  const run = await emit({ collector, spool, burst: 50, seconds: 0 });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.millis).toBeLessThan(2000 + 5 * bare.millis);
  expect(spoolFiles(spool).length).toBeGreaterThan(0);
});

test.concurrent("a connection that was closed while it waited is no failure", async () => {
  const { collector, run } = await play({
    behave: (exchange) => {
      exchange.take();
      // Without saying so in the answer.
      setTimeout(() => exchange.request.socket.destroy(), 20);
    },
    until: ({ spans, counts }) => {
      expect(spans).toHaveLength(20);
      expect(counts.get("otel.sdk.exporter.span.exported")).toBe(20);
    },
  });
  expect(collector.spans).toEqual(numbered("span", 20));
  expect(run.stderr).toBe("");
});

test.concurrent("a name that does not exist is said as such", async () => {
  const run = await emit({
    collector: { url: "http://no-such-host.invalid:4318" },
    spool: makeSpool(),
    burst: 5,
    stays: true,
    until: /cannot be delivered.*\n/u,
  });
  const lines = linesWith(run, /cannot be delivered/u);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/no-such-host\.invalid.*(?:ENOTFOUND|EAI_AGAIN)/u);
});
