import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appLogEventNames, appMetricNames } from "../../../packages/telemetry/src/names.ts";
import { type Attributes, type Receiver, startReceiver } from "../../../test/otlp-receiver.ts";
import { type ShopServers, startShopServers } from "../../shop/test/shop-servers.ts";
import { launchShopPlus, type RunningShopPlus } from "../launch.ts";

/** Longest wait for what people do and a service sends each second; the machine may be busy. */
const soon = { timeout: 50_000, interval: 200 };
let servers: ShopServers;
let receiver: Receiver;
let shop: RunningShopPlus;

beforeAll(async () => {
  [servers, receiver] = await Promise.all([startShopServers(), startReceiver()]);
  shop = await launchShopPlus({
    ...servers,
    otlpEndpoint: receiver.url,
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_METRIC_EXPORT_INTERVAL: "1000" },
    logDir: join(servers.dir, "logs"),
  });
});

afterAll(async () => {
  await shop?.stop();
  await servers?.stop();
  await receiver?.close();
});

/** The newest value of each series whose attributes include the given ones, added up. */
function valueOf(name: string, attributes: Attributes = {}): number {
  const series = new Map<string, number>();
  for (const point of receiver.points) {
    if (point.name !== name || !Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
      continue;
    const key = JSON.stringify([point.resource["service.name"], point.attributes]);
    series.set(key, point.value ?? point.count ?? 0);
  }
  return [...series.values()].reduce((sum, value) => sum + value, 0);
}

test("every metric of @org/telemetry and of the language model arrives", async () => {
  const names = [
    ...Object.values(appMetricNames),
    "gen_ai.client.token.usage",
    "gen_ai.client.operation.duration",
    "http.server.active_requests",
    "otel_preload.http.server.suspicious_requests",
    "otel_preload.connection.failures",
    "db.client.connection.max",
  ];
  const missing = () => names.filter((name) => !receiver.points.some((point) => point.name === name));
  await expect.poll(missing, soon).toEqual([]);
  const services = new Set(receiver.points.map(({ resource }) => resource["service.name"]));
  expect(services).toEqual(new Set(["accounts", "assistant", "mailer"]));
  expect(new Set(receiver.points.map(({ resource }) => resource["service.namespace"]))).toEqual(new Set(["shop"]));
});

test("ordinary people are seen: logins, purchases, tenants, a cache, mails", async () => {
  const seen = () =>
    valueOf(appMetricNames.authLogin, { outcome: "success" }) > 0 &&
    valueOf(appMetricNames.authLogin, { outcome: "failure", reason: "wrong_password" }) > 0 &&
    valueOf(appMetricNames.businessEvents, { event: "checkout" }) > 0 &&
    valueOf(appMetricNames.tenantOperations, { outcome: "failure" }) > 0 &&
    valueOf(appMetricNames.cacheRequests, { cache: "profiles", outcome: "hit" }) > 0 &&
    valueOf(appMetricNames.rateLimitHits, { limiter: "search" }) > 0 &&
    valueOf(appMetricNames.queueWorkers, { queue: "mails" }) === 1 &&
    valueOf(appMetricNames.circuitBreakerState, { breaker: "rates", state: "closed" }) === 1;
  await expect.poll(seen, soon).toBe(true);
  for (const name of Object.values(appLogEventNames))
    await expect.poll(() => receiver.bodies.some((body) => body.includes(`"eventName":"${name}"`)), soon).toBe(true);
});

test.for([
  ["workers", () => valueOf(appMetricNames.queueMessages, { queue: "mails", state: "waiting" }) > 100],
  ["external", () => valueOf(appMetricNames.circuitBreakerState, { breaker: "rates", state: "open" }) === 1],
  ["logins", () => valueOf(appMetricNames.authLogin, { outcome: "failure", reason: "wrong_password" }) > 10],
  ["injection", () => valueOf("otel_preload.http.server.suspicious_requests", { attack: "xss" }) > 0],
  ["ratelimit", () => valueOf(appMetricNames.rateLimitHits, { limiter: "search" }) > 30],
  ["pool", () => valueOf("db.client.connection.pending_requests", { "db.system.name": "postgresql" }) > 0],
  ["eventloop", () => valueOf("nodejs.eventloop.delay.p99") > 0.5],
  ["errors", () => failedRequests() > 3],
  ["slow", () => slowRequests() > 0],
  ["errorlog", () => receiver.logs.filter(({ body }) => body === "could not print the invoice").length > 20],
  ["memory", () => heapShare() > 0.92],
] as const)("fault %s shows, and ends", async ([name, shows]) => {
  await shop.fault(name, 60);
  await expect.poll(shows, soon).toBe(true);
  await shop.clear(name);
  expect(await (await fetch(`${shop.urlOf("accounts")}/fault/`)).json()).toEqual({ active: [] });
});

test("fault business: nobody buys any more", async () => {
  const response = await fetch(`${shop.controlUrl}/fault/business`, {
    method: "POST",
    body: JSON.stringify({ seconds: 60 }),
  });
  expect(response.status).toBe(200);
  // Those under way still arrive; then nothing does for some seconds, in which four would have signed up or bought.
  const trade = () =>
    valueOf(appMetricNames.businessEvents) - valueOf(appMetricNames.businessEvents, { event: "question" });
  let before = -1;
  const still = (): boolean => {
    const now = trade();
    const unchanged = now === before;
    before = now;
    return unchanged;
  };
  await expect.poll(still, { timeout: 30_000, interval: 3000 }).toBe(true);
  await fetch(`${shop.controlUrl}/fault/business`, { method: "DELETE" });
});

test("an unknown fault is refused, with the names of those that are", async () => {
  const response = await fetch(`${shop.controlUrl}/fault/plague`, { method: "POST" });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ faults: expect.arrayContaining(["errors", "workers"]) });
});

test("all services live through their faults and stop cleanly", async () => {
  const log = readFileSync(join(servers.dir, "logs", "accounts.log"), "utf8");
  expect(log.split("\n").filter((line) => line.includes("FATAL ERROR"))).toEqual([]);
  expect(await shop.stop()).toEqual({ partner: 0, accounts: 0, mailer: 0, assistant: 0, traffic: 0 });
});

function failedRequests(): number {
  return valueOf("http.server.request.duration", { "http.response.status_code": 500 });
}

function slowRequests(): number {
  return receiver.spans.filter(({ startNanos, endNanos, kind }) => kind === 2 && endNanos - startNanos > 3_000_000_000n)
    .length;
}

/** How full the heap of `accounts` is. */
function heapShare(): number {
  const own = receiver.points.filter(({ resource }) => resource["service.name"] === "accounts");
  const used = new Map<unknown, number>();
  for (const { name, attributes, value } of own)
    if (name === "v8js.memory.heap.used") used.set(attributes["v8js.heap.space.name"], value ?? 0);
  const limit = own.findLast(({ name }) => name === "v8js.memory.heap.limit")?.value ?? Infinity;
  return [...used.values()].reduce((sum, value) => sum + value, 0) / limit;
}
