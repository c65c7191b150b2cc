import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlain } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emit, linesWith, makeSpool } from "./emit.ts";

/* Each way in which TLS can be wrong has a line of its own that names the host and what to do. */

const folder = mkdtempSync(join(tmpdir(), "tls-test-"));
const servers: Server[] = [];
const path = (name: string): string => join(folder, name);
const pem = (name: string): Buffer => readFileSync(path(name));
const openssl = (...args: string[]): Buffer => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });

/** A certificate for 127.0.0.1, or another host, signed by the authority. */
function issue(
  name: string,
  { host = "IP:127.0.0.1", validity = ["-days", "2"] }: { host?: string; validity?: string[] },
) {
  const subject = ["-subj", `/CN=${name}`, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-new", ...subject, "-keyout", path(`${name}.key`), "-out", path(`${name}.csr`));
  writeFileSync(path(`${name}.ext`), `subjectAltName=${host}\n`);
  const authority = ["-CA", path("authority.pem"), "-CAkey", path("authority.key"), "-CAcreateserial"];
  const files = ["-in", path(`${name}.csr`), "-extfile", path(`${name}.ext`), "-out", path(`${name}.pem`)];
  openssl("x509", "-req", ...authority, ...files, ...validity);
}

function selfSign(name: string): void {
  const subject = ["-subj", `/CN=${name}`, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...subject, "-days", "2", "-keyout", path(`${name}.key`), "-out", path(`${name}.pem`));
}

beforeAll(() => {
  selfSign("authority");
  selfSign("self-signed");
  issue("good", {});
  issue("other-host", { host: "DNS:elsewhere.example" });
  issue("expired", { validity: ["-days", "-1"] });
  issue("client", {});
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(name: string, options: ServerOptions = {}): Promise<string> {
  return listen(
    createServer({ key: pem(`${name}.key`), cert: pem(`${name}.pem`), ...options }, (request, response) => {
      request.resume().on("end", () => response.end("{}"));
    }),
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

test.concurrent.for(cases)("$what has a line of its own", async ({ start, env = {}, says }) => {
  const host = await start();
  const files = Object.fromEntries(Object.entries(env).map(([name, file]) => [name, path(file)]));
  const run = await emit({
    collector: { url: `https://user:canary-password@${host}` },
    spool: makeSpool(),
    burst: 5,
    stays: true,
    until,
    env: { ...files, OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20canary-token" },
  });
  const lines = linesWith(run, /cannot be delivered/u);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(says);
  expect(lines[0]).toContain(host);
  expect(run.stderr).not.toContain("canary");
});

test.concurrent("https where http was said is a line", async () => {
  const host = await serve("good");
  const run = await emit({ collector: { url: `http://${host}` }, spool: makeSpool(), burst: 5, stays: true, until });
  expect(linesWith(run, /cannot be delivered/u)).toHaveLength(1);
  expect(run.stderr).toContain(host);
});

test.concurrent("a certificate of the named authority and one of the client: taken", async () => {
  const host = await serve("good", { requestCert: true, rejectUnauthorized: true, ca: pem("authority.pem") });
  const run = await emit({
    collector: { url: `https://${host}` },
    spool: makeSpool(),
    burst: 5,
    env: {
      OTEL_EXPORTER_OTLP_CERTIFICATE: path("authority.pem"),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: path("client.pem"),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: path("client.key"),
    },
  });
  expect(run).toMatchObject({ code: 0, stderr: "" });
});
