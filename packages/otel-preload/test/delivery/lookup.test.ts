import dns from "node:dns";
import { createServer, type Server } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { AddressInfo } from "node:net";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { OtlpConfig } from "../../src/config.ts";
import { openTransport } from "../../src/engine/worker/open-transport.ts";
import { RawCollector } from "../grpc/raw.ts";

/* What becomes of a request when the collector's name cannot be looked up, or not at once, or means another machine now.
   Node's lookup is replaced: what a resolver's SERVFAIL becomes there is EAI_AGAIN. */

type Answer = (callback: (error: NodeJS.ErrnoException | null, addresses?: dns.LookupAddress[]) => void) => void;

const real = dns.lookup;
afterEach(() => answerLookups(real));

function answerLookups(lookup: unknown): void {
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
}

/** Answers one after the other, the last one again and again; gives the number of lookups so far. */
function resolver(...answers: readonly Answer[]): () => number {
  let count = 0;
  answerLookups((_name: string, _options: object, callback: Parameters<Answer>[0]) =>
    answers[Math.min(count++, answers.length - 1)]?.(callback),
  );
  return () => count;
}

const fails =
  (code: string): Answer =>
  (callback) =>
    void setImmediate(callback, Object.assign(new Error(`getaddrinfo ${code} collector.test`), { code }));
const is =
  (address: string): Answer =>
  (callback) =>
    void setImmediate(callback, null, [{ address, family: 4 }]);

async function start(
  protocol: OtlpConfig["protocol"],
  host: string,
  port = 0,
): Promise<{ port: number; close(): void }> {
  if (protocol === "grpc") {
    const collector = await new RawCollector().open(port, host);
    onTestFinished(() => collector.close());
    return { port: Number(new URL(collector.url).port), close: () => collector.close() };
  }
  const server: Server = createServer((request, response) => void request.resume().on("end", () => response.end("{}")));
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

let names = 0;
/** A name of each test's own: what is still being looked up for one is not for the next. */
function makeUrl(port: number): string {
  return `http://collector-${++names}.test:${port}/opentelemetry.proto.collector.trace.v1.TraceService/Export`;
}

function open(protocol: OtlpConfig["protocol"], url: string, timeoutMillis = 30_000) {
  const files = { certificateFile: undefined, clientKeyFile: undefined, clientCertificateFile: undefined };
  return openTransport({ url, headers: {}, protocol, timeoutMillis, compression: "none", ...files }, timeoutMillis);
}

const body = Buffer.from("body");
const protocols = ["http/protobuf", "grpc"] as const;

test.for(protocols)("%s: a name that cannot be looked up now is asked for again the next time", async (protocol) => {
  const { port } = await start(protocol, "127.0.0.1");
  resolver(fails("EAI_AGAIN"), is("127.0.0.1"));
  const transport = open(protocol, makeUrl(port));
  expect(await transport.send(body)).toMatchObject({
    kind: "away",
    isUnreachable: true,
    isLate: false,
    reason: "the name of the host cannot be looked up now (EAI_AGAIN)",
    remedy: expect.stringContaining("OTEL_EXPORTER_OTLP_ENDPOINT"),
  });
  expect(await transport.send(body)).toMatchObject({ kind: "delivered" });
});

test.for(protocols)("%s: there is no such name", async (protocol) => {
  resolver(fails("ENOTFOUND"));
  const { reason } = (await open(protocol, makeUrl(4318)).send(body)) as { reason: string };
  expect(reason).toBe("there is no host of that name (ENOTFOUND)");
});

test.for(protocols)("%s: a resolver that does not answer is asked once, however often we try", async (protocol) => {
  const { port } = await start(protocol, "127.0.0.1");
  const held: Parameters<Answer>[0][] = [];
  const lookups = resolver((callback) => held.push(callback), is("127.0.0.1"));
  const url = makeUrl(port);
  const outcomes = await Promise.all([1, 2, 3].map(() => open(protocol, url, 300).send(body)));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ isLate: true, reason: "no answer within 300 ms" });
  expect(lookups()).toBe(1);
  const again = open(protocol, url).send(body);
  held[0]?.(null, [{ address: "127.0.0.1", family: 4 }]);
  expect(await again).toMatchObject({ kind: "delivered" });
});

test.for(protocols)("%s: a collector that has moved is found at the next attempt", async (protocol) => {
  const first = await start(protocol, "127.0.0.1");
  resolver(is("127.0.0.1"), is("127.0.0.2"));
  const transport = open(protocol, makeUrl(first.port));
  expect(await transport.send(body)).toMatchObject({ kind: "delivered" });
  await start(protocol, "127.0.0.2", first.port);
  first.close();
  const outcome = await transport.send(body);
  const { kind } = outcome.kind === "away" ? await transport.send(body) : outcome;
  expect(kind).toBe("delivered");
});
