import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startService, type Exit, type Service } from "./service.ts";
import { cards, order, type Answer } from "./traffic/customer.ts";

export interface ShopOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** Start the three services with `node --import @org/otel-preload`: all that they have in common with us. */
  readonly preload: boolean;
  /** Where the preload sends to, for instance `http://127.0.0.1:4318`. */
  readonly otlpEndpoint?: string;
  readonly sentryDsn?: string;
  /** More variables for every service. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets one log file per service. */
  readonly logDir: string;
  /** The gateway's port; any free one when left out. */
  readonly gatewayPort?: number;
}

export interface RunningShop {
  readonly gatewayUrl: string;
  readonly services: readonly Service[];
  /** Resolves when a service ends although nobody stopped it. */
  readonly died: Promise<{ readonly service: Service; readonly exit: Exit }>;
  placeOrder(productId?: string, paymentMethod?: string): Promise<Answer>;
  /** Starts the customers, `rate` requests per second in ordinary phases. */
  startTraffic(rate: number): Promise<Service>;
  /** Customers first, then the services in the direction of the flow; returns how each ended. */
  stop(): Promise<Readonly<Record<string, Exit>>>;
}

/** Starts the payment provider, then orders, then worker and gateway, and waits until each listens. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  mkdirSync(options.logDir, { recursive: true });
  const services: Service[] = [];
  try {
    return await start(options, services);
  } catch (error) {
    await stopAll(services);
    throw error;
  }
}

async function start(options: ShopOptions, services: Service[]): Promise<RunningShop> {
  const { databaseUrl, redisUrl, amqpUrl } = options;
  const launch = async (name: string, file: string, settings: Record<string, string>): Promise<Service> => {
    const service = await startService(serviceOptions(options, name, file, settings));
    services.push(service);
    return service;
  };

  const payments = await launch("payments", "server.js", { PORT: "0" });
  const orders = await launch("orders", "server.ts", {
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AMQP_URL: amqpUrl,
    PAYMENTS_URL: urlOf(payments),
  });
  await launch("worker", "worker.js", { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, AMQP_URL: amqpUrl });
  const gateway = await launch("gateway", "server.js", {
    PORT: String(options.gatewayPort ?? 0),
    ORDERS_URL: urlOf(orders),
    REDIS_URL: redisUrl,
  });
  return running(options, urlOf(gateway), services);
}

function running(options: ShopOptions, gatewayUrl: string, services: Service[]): RunningShop {
  let stopping = false;
  const died = new Promise<{ service: Service; exit: Exit }>((resolve) => {
    const watch = async (service: Service): Promise<void> => {
      const exit = await service.exited;
      if (!stopping) resolve({ service, exit });
    };
    for (const service of services) void watch(service);
  });
  return {
    gatewayUrl,
    services,
    died,
    placeOrder: (productId = "mug", paymentMethod = cards.good) => order(gatewayUrl, productId, paymentMethod),
    async startTraffic(rate) {
      const args = ["traffic.ts", "--gateway", gatewayUrl, "--rate", String(rate)];
      const folder = folderOf("traffic");
      const traffic = await startService({ name: "traffic", folder, args, env: baseEnv(), logDir: options.logDir });
      services.push(traffic);
      return traffic;
    },
    stop() {
      stopping = true;
      return stopAll(services);
    },
  };
}

/** Last started, first stopped. */
async function stopAll(services: readonly Service[]): Promise<Record<string, Exit>> {
  const exits: Record<string, Exit> = {};
  for (const service of services.toReversed()) exits[service.name] = await service.stop();
  return exits;
}

function serviceOptions(options: ShopOptions, name: string, file: string, settings: Record<string, string>) {
  // The payment provider is outside: it knows nothing of our telemetry.
  const observed = options.preload && name !== "payments";
  return {
    name,
    folder: folderOf(name),
    args: [...(observed ? ["--import", "@org/otel-preload"] : []), file],
    env: { ...baseEnv(), ...(observed ? telemetryEnv(options) : {}), ...settings, ...options.env },
    logDir: options.logDir,
  };
}

function telemetryEnv({ otlpEndpoint, sentryDsn, logDir }: ShopOptions): Record<string, string> {
  return {
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=demo,service.namespace=shop",
    OTEL_PRELOAD_SPOOL_DIRECTORY: join(logDir, "spool"),
    ...(otlpEndpoint === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }),
    ...(sentryDsn === undefined ? {} : { SENTRY_DSN: sentryDsn }),
  };
}

/** What a process needs to run at all; anything else of our own environment, an OTEL_ variable above all, stays out of the shop. */
function baseEnv(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TZ", "LANG"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function folderOf(name: string): string {
  return join(import.meta.dirname, name);
}

function urlOf(service: Service): string {
  return `http://127.0.0.1:${service.port}`;
}
