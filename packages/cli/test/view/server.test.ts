import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startViewServer, type ViewOptions } from "../../src/view/server.ts";

const token = "a-token-of-this-installation";
const alertmanagerSays = "silenced";

let folder: string;
let viewer: Server;
let upstream: Server;
let port: number;
/** Where a part is down. */
let nobody: string;
/** What arrived behind the viewer. */
const passed: { method: string; url: string; body: string; headers: IncomingMessage["headers"] }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "otelstack-view-"));
  await writeFile(join(folder, "index.html"), "<p>the page</p>");
  await writeFile(join(folder, "part-abc.js"), "1");
  await writeFile(join(folder, "secret"), "not a file of a page");
  upstream = await listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        passed.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        response.end(JSON.stringify({ status: alertmanagerSays }));
      });
    }),
  );
  const up = `http://127.0.0.1:${portOf(upstream)}`;
  port = await freePort();
  nobody = `http://127.0.0.1:${await freePort()}`;
  viewer = await startViewServer({
    port,
    token,
    bundle: folder,
    dashboards: { list: [], byUid: new Map([["otel-x", { title: "X" }]]) },
    runbooks: new Map([["CpuHigh", "# CpuHigh"]]),
    urls: { prometheus: up, alertmanager: up, jaeger: up, loki: nobody } as ViewOptions["urls"],
    about: {},
  });
});

afterAll(async () => {
  viewer.closeAllConnections();
  viewer.close();
  upstream.close();
  await rm(folder, { recursive: true });
});

test("the token of the address becomes a cookie that no script reads, and leaves the address", async () => {
  const answer = await ask(`/d/otel-x?from=now-1h&token=${token}`, { bearer: undefined });
  expect(answer.status).toBe(303);
  expect(answer.headers["location"]).toBe("/d/otel-x?from=now-1h");
  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/);
  expect((await ask("/", { bearer: undefined, headers: { cookie } })).status).toBe(200);
  const wrong = cookie.replace(token, "another-token-of-that-length");
  expect((await ask("/", { bearer: undefined, headers: { cookie: wrong } })).status).toBe(401);
  // A token that is not ours does not move the address, however it continues.
  expect((await ask("//evil.example/?token=x", { bearer: undefined })).status).toBe(401);
});

test("an address that begins like another host is no way out", async () => {
  const answer = await ask(`//evil.example/?token=${token}`, { bearer: undefined });
  expect(new URL(answer.headers["location"] ?? "/", `http://127.0.0.1:${port}`).hostname).toBe("127.0.0.1");
});

test("a host of another name is refused, whoever asks", async () => {
  expect((await ask("/", { headers: { host: `evil.example:${port}` } })).status).toBe(421);
  expect((await ask("/", { headers: { host: `localhost:${port}` } })).status).toBe(200);
  expect((await ask("/", { headers: { host: "127.0.0.1" } })).status).toBe(421);
});

test("every answer forbids scripts of others, frames and guessing of types", async () => {
  for (const path of ["/", "/assets/part-abc.js", "/api/viewer", "/api/nothing", "/assets/nothing.js"]) {
    const { headers } = await ask(path);
    expect(headers["content-security-policy"], path).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"], path).toBe("nosniff");
  }
});

test("what changes something needs the header and the origin of the viewer's own page", async () => {
  const silence = (headers: Record<string, string>) =>
    ask("/api/alertmanager/silences", { method: "POST", body: "{}", headers }).then(({ status }) => status);
  expect(await silence({})).toBe(403);
  expect(await silence({ "x-otelstack-view": "1", origin: "http://evil.example" })).toBe(403);
  expect(await silence({ "x-otelstack-view": "1", origin: "null" })).toBe(403);
  expect(passed.filter(({ method }) => method === "POST")).toEqual([]);
  expect(await silence({ "x-otelstack-view": "1", origin: `http://127.0.0.1:${port}` })).toBe(200);
  expect(passed.at(-1)).toMatchObject({ method: "POST", url: "/api/v2/silences", body: "{}" });
  // What opens the viewer is nobody else's business.
  expect(passed.at(-1)?.headers["authorization"]).toBeUndefined();
});

test.for([
  ["GET", "/api/prometheus/query?query=up", "/api/v1/query?query=up"],
  ["GET", "/api/jaeger/traces/0af7651916cd43dd8448eb211c80319c", "/api/traces/0af7651916cd43dd8448eb211c80319c"],
  ["DELETE", `/api/alertmanager/silence/${"a".repeat(36)}`, `/api/v2/silence/${"a".repeat(36)}`],
] as const)("%s %s is passed on", async ([method, path, expected]) => {
  const answer = await ask(path, { method, headers: { "x-otelstack-view": "1" } });
  expect(answer.status).toBe(200);
  expect(passed.at(-1)).toMatchObject({ method, url: expected });
});

test.for([
  ["GET", "/api/prometheus/admin/tsdb/snapshot"],
  ["POST", "/api/prometheus/query"],
  ["PUT", "/api/alertmanager/silences"],
  ["DELETE", "/api/alertmanager/silence/x"],
  ["POST", "/api/loki/push"],
  ["GET", "/api/loki/query/../push"],
  ["GET", "/api/prometheus/label/a/b/values"],
  ["GET", "/api/prometheus/query%2f..%2f..%2fadmin"],
  ["GET", "/api/constructor/query"],
  ["GET", "/api/dashboards/none"],
  ["GET", "/api/runbooks/None"],
] as const)("%s %s is not", async ([method, path]) => {
  const before = passed.length;
  const { status } = await ask(path, { method, headers: { "x-otelstack-view": "1" } });
  expect(status).toBe(404);
  expect(passed.length).toBe(before);
});

test.for([
  "/assets/../../../../etc/passwd",
  "/assets/..%2f..%2fetc%2fpasswd",
  "/assets/%2e%2e/%2e%2e/x.js",
  "/assets/secret",
  "/assets//etc/passwd.txt",
])("%s is no file", async (path) => {
  const { status, body } = await ask(path);
  // Dots that the address itself resolves lead to the page, never to a file.
  expect([200, 404]).toContain(status);
  expect(body).toMatch(/the page|no such file/);
});

test("a part that is down is named, with what to do", async () => {
  const { status, body } = await ask("/api/loki/query?query=x");
  expect(status).toBe(502);
  expect(JSON.parse(body)).toEqual({
    error: `loki at ${nobody} does not answer (ECONNREFUSED); otelstack status shows how it is`,
  });
});

test("a body that is too large for a silence is not passed on", async () => {
  const before = passed.length;
  const headers = { "x-otelstack-view": "1" };
  const { status, body } = await ask("/api/alertmanager/silences", {
    method: "POST",
    body: "x".repeat(1_000_000),
    headers,
  });
  expect(status).toBe(413);
  expect(body).toContain("at most 65536 bytes");
  expect(passed.length).toBe(before);
});

test("dashboards and runbooks are those it was given", async () => {
  expect(JSON.parse((await ask("/api/dashboards/otel-x")).body)).toEqual({ title: "X" });
  expect(JSON.parse((await ask("/api/runbooks/CpuHigh")).body)).toEqual({ markdown: "# CpuHigh" });
});

interface Question {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `undefined`: without. */
  readonly bearer?: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Not with fetch, which tidies paths and forbids the host header. */
function ask(path: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", body, headers = {} } = question;
  const bearer = "bearer" in question ? question.bearer : token;
  return new Promise((resolve, reject) => {
    const all = { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) };
    const request = httpRequest({ port, host: "127.0.0.1", path, method, headers: all, agent: false }, (response) => {
      // Assets are compressed: their status and headers count here.
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        const text = response.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text.toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

async function freePort(): Promise<number> {
  const server = await listen(createServer());
  const free = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
