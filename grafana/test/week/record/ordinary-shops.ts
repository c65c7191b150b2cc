import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop } from "../../../../examples/shop/launch.ts";
import { cards, products, take, type Step } from "../../../../examples/shop/traffic/customer.ts";
import { phases } from "../../../../examples/shop/traffic/phases.ts";
import { launchShopPlus } from "../../../../examples/shop-plus/launch.ts";

/** Where the shops find their stores, and where their telemetry goes. */
export interface Stores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  readonly otlpEndpoint: string;
}

export interface OrdinaryShops {
  /** Of the processes whose series are worth recording. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** The demo's customers suffer a fault each minute. These are the same people on a day on which little goes wrong. */
const ordinary: readonly { readonly weight: number; readonly step: Step }[] = [
  ...phases[0]!.steps.map(({ weight, step }) => ({ weight: weight * 100, step })),
  { weight: 20, step: { kind: "buy", products: products.good, card: cards.declined } },
  { weight: 10, step: { kind: "look", products: products.unknown } },
  { weight: 4, step: { kind: "look", products: products.slow } },
  { weight: 4, step: { kind: "buy", products: products.good, card: cards.slow } },
  { weight: 1, step: { kind: "buy", products: products.good, card: cards.unavailable } },
  { weight: 1, step: { kind: "buy", products: products.cursed, card: cards.good } },
];

/** Shop and shop-plus with so many requests a second each, beside whatever else uses the stores. */
export async function startOrdinaryShops(stores: Stores, logDir: string, rate: number): Promise<OrdinaryShops> {
  const shop = await startShop({ ...stores, preload: true, logDir: join(logDir, "shop") });
  const plus = await launchShopPlus({ ...stores, logDir: join(logDir, "shop-plus"), rate });
  const stopped = new AbortController();
  const customers = shopAt(shop.gatewayUrl, rate, stopped.signal);
  return {
    pids: [...shop.services, ...plus.services].map(({ pid }) => pid),
    async stop() {
      stopped.abort();
      await customers;
      await plus.stop();
      await shop.stop();
    },
  };
}

async function shopAt(gatewayUrl: string, rate: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // Real people come whenever they like: an exponential pause between two of them.
    await sleep((-Math.log(1 - Math.random()) * 1_000) / rate, undefined, { signal }).catch(() => {});
    void take(draw(), gatewayUrl).catch(() => {});
  }
}

function draw(): Step {
  let at = Math.random() * ordinary.reduce((sum, { weight }) => sum + weight, 0);
  return (ordinary.find(({ weight }) => (at -= weight) < 0) ?? ordinary[0]!).step;
}
