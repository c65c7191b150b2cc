import { join } from "node:path";
import { inject } from "vitest";
import { launchShopPlus, type RunningShopPlus } from "../../examples/shop-plus/launch.ts";
import { searchTraces } from "./backends.ts";
import { startObservedShop } from "./shop.ts";

/** Longer than anybody looks. */
const faultSeconds = 1800;

/** Both shops with their customers: together they feed every panel. */
export interface Filled {
  stop(): Promise<void>;
}

/** Starts what feeds every panel of every dashboard; the slowest panel has an answer minutes later. */
export async function fillStack(): Promise<Filled> {
  const { urls, paths } = inject("stack");
  const env = { OTEL_METRIC_EXPORT_INTERVAL: "1000" };
  const shop = await startObservedShop(env);
  let shopPlus: RunningShopPlus | undefined;
  const stop = async (): Promise<void> => {
    await shopPlus?.stop();
    await shop.stop();
  };
  try {
    await shop.startTraffic(3);
    shopPlus = await launchShopPlus({
      databaseUrl: urls.postgres ?? "",
      redisUrl: urls.redis ?? "",
      amqpUrl: urls.rabbitmq ?? "",
      otlpEndpoint: urls.otlpHttp,
      env,
      logDir: join(paths.logs, "shop-plus"),
      rate: 5,
    });
    // What only a fault feeds are the panels about alerts: one that fires soon is enough.
    await shopPlus.fault("injection", faultSeconds);
    // Jaeger counts what it is asked, and says nothing of it before.
    await searchTraces("accounts", 1);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
