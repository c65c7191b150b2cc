import { join } from "node:path";
import { inject } from "vitest";
import { type RunningShop, startShop } from "../../examples/shop/launch.ts";
import { logLines } from "./backends.ts";

/** The shop of unmodified services on the running stack, metrics every second so that tests need not wait for them. */
export function startObservedShop(env: Record<string, string> = {}): Promise<RunningShop> {
  const { urls, sentryDsn, paths } = inject("stack");
  return startShop({
    databaseUrl: urls.postgres ?? "",
    redisUrl: urls.redis ?? "",
    amqpUrl: urls.rabbitmq ?? "",
    preload: true,
    otlpEndpoint: urls.otlpHttp,
    ...(sentryDsn === undefined ? {} : { sentryDsn }),
    env: { OTEL_METRIC_EXPORT_INTERVAL: "1000", ...env },
    logDir: join(paths.logs, "shop"),
  });
}

/** Places an order and returns its id. */
export async function placeOrder(shop: RunningShop, product?: string, card?: string): Promise<string> {
  const { status, body } = await shop.placeOrder(product, card);
  const id = (body as { id?: unknown } | null)?.id;
  if (typeof id !== "string")
    throw new Error(`the shop answered ${status} ${JSON.stringify(body)}, expected an order with an id`);
  return id;
}

/** The trace in which the orders service logged this order. */
export async function traceIdOfOrder(orderId: string): Promise<string> {
  const lines = await logLines(`{service_name="shop-orders"} | orderId="${orderId}"`);
  const traceId = lines.find(({ labels }) => labels["trace_id"] !== undefined)?.labels["trace_id"];
  if (traceId === undefined) throw new Error(`no log line of order ${orderId} with a trace id yet`);
  return traceId;
}
