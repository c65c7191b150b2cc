import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CliError } from "../error.ts";

/** What the demo needs of `examples/shop/launch.ts`, which is no part of the published package. */
export interface Shop {
  readonly gatewayUrl: string;
  readonly died: Promise<{
    readonly service: { readonly name: string; readonly logFile: string };
    readonly exit: unknown;
  }>;
  placeOrder(productId?: string, paymentMethod?: string): Promise<{ readonly status: number; readonly body: unknown }>;
  startTraffic(rate: number): Promise<unknown>;
  stop(): Promise<unknown>;
}

export interface ShopOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  readonly preload: boolean;
  readonly otlpEndpoint?: string;
  readonly sentryDsn?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly logDir: string;
}

interface Launcher {
  startShop(options: ShopOptions): Promise<Shop>;
}

// The same distance from `src/demo` and from `dist/demo`.
const launcher = new URL("../../../../examples/shop/launch.ts", import.meta.url);

/** Starts the example shop of this repository. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const file = fileURLToPath(launcher);
  if (!existsSync(file)) {
    throw new CliError(
      "E_NO_SHOP",
      `${file}: not found; the demo runs the example shop, which only a clone of the repository has`,
    );
  }
  const launch: Launcher = await import(launcher.href);
  return launch.startShop(options);
}
