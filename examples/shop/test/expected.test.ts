import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver, type Receiver, type TestSpan } from "../../../test/otlp-receiver.ts";
import { drawTrace, expected, type DrawnSpan } from "../expected.ts";
import { startShop, type RunningShop } from "../launch.ts";
import { startShopServers, type ShopServers } from "./shop-servers.ts";

// The same flag and programs as in the demo; what the services send is received in this process, the real backends are in test/e2e.
let servers: ShopServers;
let receiver: Receiver;
let shop: RunningShop;

const kinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const;

beforeAll(async () => {
  [servers, receiver] = await Promise.all([startShopServers(), startReceiver()]);
  shop = await startShop({
    ...servers,
    preload: true,
    otlpEndpoint: receiver.url,
    env: { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_METRIC_EXPORT_INTERVAL: "500" },
    logDir: join(servers.dir, "logs"),
  });
});

afterAll(async () => {
  await shop?.stop();
  await receiver?.close();
  await servers?.stop();
});

function toDrawn(span: TestSpan): DrawnSpan {
  return { ...span, kind: kinds[span.kind] ?? "internal", service: String(span.resource["service.name"]) };
}

async function traceIdOf(orderId: string): Promise<string> {
  const line = () => receiver.logs.find(({ attributes }) => attributes["orderId"] === orderId)?.traceId;
  return expect
    .poll(line, { timeout: 10_000 })
    .toBeTypeOf("string")
    .then(() => line() ?? "");
}

test("one order is one trace, the services without a word about it", async () => {
  const { body } = await shop.placeOrder("teapot");
  const traceId = await traceIdOf((body as { id: string }).id);

  const drawn = () => drawTrace(receiver.spans.filter((span) => span.traceId === traceId).map(toDrawn));
  await expect.poll(drawn, { timeout: 10_000 }).toBe(expected.order.trace);
});

test("the log lines of an order carry its trace", async () => {
  const { body } = await shop.placeOrder("lamp");
  const traceId = await traceIdOf((body as { id: string }).id);

  const names = () =>
    receiver.logs.filter((log) => log.traceId === traceId).map(({ resource }) => String(resource["service.name"]));
  const services = () => [...new Set(names())].toSorted();
  await expect.poll(services, { timeout: 10_000 }).toEqual(expected.order.logs.services);
});
