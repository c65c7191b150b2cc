import { createServer as createPlain } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RawCollector } from "../grpc/raw.ts";
import { Certificates } from "./certificates.ts";
import { emit, linesWith, makeSpool } from "./emit.ts";

/* Each way in which TLS can be wrong has a line of its own that names the host and what to do. */

const certificates = new Certificates();
const servers: Server[] = [];
const path = (name: string): string => certificates.path(name);
const pem = (name: string): Buffer => certificates.read(name);

beforeAll(() => {
  certificates.selfSign("authority");
  certificates.selfSign("self-signed");
  certificates.issue("good");
  certificates.issue("other-host", "DNS:elsewhere.example");
  certificates.issue("expired", undefined, ["-days", "-1"]);
  certificates.issue("client");
});

afterAll(() => {
  for (const server of servers) server.close();
  certificates.remove();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As for gRPC, too, though no certificate comes so far. */
const both = ["h2", "http/1.1"];

function serve(name: string, options: ServerOptions = {}): Promise<string> {
  return listen(
    createServer(
      { key: pem(`${name}.key`), cert: pem(`${name}.pem`), ALPNProtocols: both, ...options },
      (request, response) => {
        request.resume().on("end", () => response.end("{}"));
      },
    ),
  );
}

const until = /cannot be delivered.*\n/u;
const trusting = { OTEL_EXPORTER_OTLP_CERTIFICATE: "authority.pem" };
const cases = [
  {
    what: "a self-signed certificate",
    start: () => serve("self-signed"),
    says: /its certificate is self-signed .*OTEL_EXPORTER_OTLP_CERTIFICATE/u,
  },
  {
    what: "an authority that is not known",
    start: () => serve("good"),
    says: /signed by an authority that is not known here .*OTEL_EXPORTER_OTLP_CERTIFICATE/u,
  },
  {
    what: "an expired certificate",
    start: () => serve("expired"),
    env: trusting,
    says: /its certificate has expired .*Renew it/u,
  },
  {
    what: "a certificate of another host",
    start: () => serve("other-host"),
    env: trusting,
    says: /its certificate is for another host .*OTEL_EXPORTER_OTLP_ENDPOINT/u,
  },
  {
    what: "no TLS where https was said",
    start: () => listen(createPlain((_request, response) => response.end())),
    says: /does not speak TLS .*http:\/\//u,
  },
  {
    what: "a version of TLS that is too old",
    start: () => serve("good", { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }),
    env: trusting,
    says: /version of TLS|TLS handshake/u,
  },
  {
    what: "a client's key that is not that of its certificate",
    start: () => serve("good", { requestCert: true, ca: pem("authority.pem") }),
    env: {
      ...trusting,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: "client.pem",
      OTEL_EXPORTER_OTLP_CLIENT_KEY: "good.key",
    },
    says: /do not belong together .*OTEL_EXPORTER_OTLP_CLIENT_KEY/u,
  },
  {
    what: "no certificate of the client where one is wanted",
    start: () => serve("good", { requestCert: true, ca: pem("authority.pem") }),
    env: trusting,
    says: /it wants a client certificate .*OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE/u,
  },
];

const protocols = ["http/json", "grpc"];

test.concurrent.for(protocols.flatMap((protocol) => cases.map((one) => ({ protocol, ...one }))))(
  "$what has a line of its own, $protocol",
  async ({ protocol, start, env = {}, says }) => {
    const host = await start();
    const files = Object.fromEntries(Object.entries(env).map(([name, file]) => [name, path(file)]));
    const run = await emit({
      collector: { url: `https://user:canary-password@${host}` },
      spool: makeSpool(),
      burst: 5,
      stays: true,
      until,
      env: {
        ...files,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20canary-token",
      },
    });
    const lines = linesWith(run, /cannot be delivered/u);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(says);
    expect(lines[0]).toContain(host);
    expect(run.stderr).not.toContain("canary");
  },
);

test.concurrent("https where http was said is a line", async () => {
  const host = await serve("good");
  const run = await emit({ collector: { url: `http://${host}` }, spool: makeSpool(), burst: 5, stays: true, until });
  expect(linesWith(run, /cannot be delivered/u)).toHaveLength(1);
  expect(run.stderr).toContain(host);
});

const mutual = (): ServerOptions => ({ requestCert: true, rejectUnauthorized: true, ca: pem("authority.pem") });
const ours = (): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_CERTIFICATE: path("authority.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: path("client.pem"),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: path("client.key"),
});

test.concurrent("a certificate of the named authority and one of the client: taken", async () => {
  const host = await serve("good", mutual());
  const run = await emit({ collector: { url: `https://${host}` }, spool: makeSpool(), burst: 5, env: ours() });
  expect(run).toMatchObject({ code: 0, stderr: "" });
});

test.concurrent("the same by gRPC, and TLS is what an address without a scheme means", async () => {
  const collector = await new RawCollector({ key: pem("good.key"), cert: pem("good.pem"), ...mutual() }).open();
  const { host } = new URL(collector.url);
  const env = { ...ours(), OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
  const run = await emit({ collector: { url: host }, spool: makeSpool(), burst: 5, env });
  collector.close();
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(collector.callsOf("traces")).not.toEqual([]);
});

test.concurrent("TLS without HTTP/2 is no gRPC, and said as such", async () => {
  const host = await serve("good", { ALPNProtocols: ["http/1.1"] });
  const env = { ...ours(), OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
  const run = await emit({
    collector: { url: `https://${host}` },
    spool: makeSpool(),
    burst: 5,
    stays: true,
    until,
    env,
  });
  expect(linesWith(run, /HTTP\/2.*4317/u)).toHaveLength(1);
});
