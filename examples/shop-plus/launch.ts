import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startService, type Exit, type Service, type ServiceOptions } from "../shop/service.ts";
import { type Control, startControl } from "./control.ts";
import { type FaultName, isFaultName, sendFault } from "./faults.ts";

export interface ShopPlusOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** Start the observed services with `node --import @org/otel-preload`; true when left out. */
  readonly preload?: boolean;
  /** Where the preload sends to, for instance `http://127.0.0.1:4318`. */
  readonly otlpEndpoint?: string;
  readonly sentryDsn?: string;
  /** More variables for every service, for instance `OTEL_METRIC_EXPORT_INTERVAL`; they win over ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets one log file per service. */
  readonly logDir: string;
  /** Port of the fault switch; any free one when left out. */
  readonly controlPort?: number;
  /** Requests per second on an ordinary day; 10 when left out, 0 for no people at all. */
  readonly rate?: number;
}

export interface RunningShopPlus {
  readonly services: readonly Service[];
  /** `POST /fault/<name>` with `{"seconds": 60}`, `DELETE /fault/<name>`. */
  readonly controlUrl: string;
  /** Switches a fault on for so long. */
  fault(name: FaultName, seconds: number): Promise<void>;
  /** Ends it early. */
  clear(name: FaultName): Promise<void>;
  urlOf(name: string): string;
  /** Ends a service without a warning. */
  kill(name: string): Promise<void>;
  /** Starts one that has ended, at its old address. */
  restart(name: string): Promise<void>;
  /** Last started, first stopped; returns how each ended. */
  stop(): Promise<Readonly<Record<string, Exit>>>;
}

/** Small, so that the fault `memory` fills a heap and not a machine; young objects have little, as they cannot be filled. */
const accountsHeapFlags = ["--max-old-space-size=256", "--max-semi-space-size=2"];
const namespace = "shop";

/** Starts the partner, then accounts, mailer and assistant, then the people, and waits until each listens. */
export async function launchShopPlus(options: ShopPlusOptions): Promise<RunningShopPlus> {
  mkdirSync(options.logDir, { recursive: true });
  const launches = new Map<string, ServiceOptions>();
  const services: Service[] = [];
  try {
    await startAll(options, services, launches);
    const control = await controlOf(options.controlPort ?? 0, services);
    return running(control, services, launches);
  } catch (error) {
    await stopAll(services);
    throw error;
  }
}

type Launches = Map<string, ServiceOptions>;

async function startAll(options: ShopPlusOptions, services: Service[], launches: Launches): Promise<void> {
  const launch = async (name: string, file: string, settings: Record<string, string>): Promise<string> => {
    const own = serviceOptions(options, name, file, settings);
    const service = await startService(own);
    launches.set(name, own);
    services.push(service);
    return `http://127.0.0.1:${service.port}`;
  };
  const stores = { DATABASE_URL: options.databaseUrl, REDIS_URL: options.redisUrl, AMQP_URL: options.amqpUrl };
  const partnerUrl = await launch("partner", "server.ts", {});
  const accountsUrl = await launch("accounts", "server.ts", stores);
  await launch("mailer", "worker.ts", stores);
  const assistantUrl = await launch("assistant", "server.ts", { PARTNER_URL: partnerUrl });
  const { rate = 10 } = options;
  const addresses = { ACCOUNTS_URL: accountsUrl, ASSISTANT_URL: assistantUrl };
  if (rate > 0) await launch("traffic", "traffic.ts", { ...addresses, RATE: String(rate) });
}

function running(control: Control, services: Service[], launches: Launches): RunningShopPlus {
  return {
    services,
    controlUrl: control.url,
    fault: (name, seconds) => sendFault(services, name, seconds),
    clear: (name) => sendFault(services, name, undefined),
    urlOf: (name) => urlOf(services, name),
    kill: async (name) => {
      const { exited, pid } = serviceOf(services, name);
      process.kill(pid, "SIGKILL");
      await exited;
    },
    restart: async (name) => {
      const old = serviceOf(services, name);
      const launch = launches.get(name)!;
      const env = { ...launch.env, ...(old.port !== undefined && { PORT: String(old.port) }) };
      services[services.indexOf(old)] = await startService({ ...launch, env });
    },
    async stop() {
      control.close();
      return stopAll(services);
    },
  };
}

function controlOf(port: number, services: readonly Service[]): Promise<Control> {
  return startControl(port, async (name, seconds) => {
    if (!isFaultName(name)) return false;
    await sendFault(services, name, seconds);
    return true;
  });
}

async function stopAll(services: readonly Service[]): Promise<Record<string, Exit>> {
  const exits: Record<string, Exit> = {};
  for (const service of services.toReversed()) exits[service.name] = await service.stop();
  return exits;
}

function urlOf(services: readonly Service[], name: string): string {
  const { port } = serviceOf(services, name);
  if (port === undefined) throw new Error(`${name} of shop-plus does not listen`);
  return `http://127.0.0.1:${port}`;
}

function serviceOf(services: readonly Service[], name: string): Service {
  const service = services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`shop-plus runs no service ${name}`);
  return service;
}

const observedServices = ["accounts", "mailer", "assistant"];

function serviceOptions(options: ShopPlusOptions, name: string, file: string, settings: Record<string, string>) {
  // The partner is somebody else's, the people are people: they know nothing of our telemetry.
  const observed = options.preload !== false && observedServices.includes(name);
  const flags = name === "accounts" ? accountsHeapFlags : [];
  return {
    name,
    folder: join(import.meta.dirname, name),
    args: [...flags, ...(observed ? ["--import", "@org/otel-preload"] : []), file],
    env: { ...baseEnv(), ...(observed ? telemetryEnv(options, name) : {}), ...settings, ...options.env },
    logDir: options.logDir,
  };
}

function telemetryEnv({ otlpEndpoint, sentryDsn }: ShopPlusOptions, name: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: name,
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=demo,service.namespace=${namespace}`,
    // A person, or a test, who waits for a fault to show should not wait a whole ordinary interval.
    OTEL_METRIC_EXPORT_INTERVAL: "5000",
    ...(otlpEndpoint === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint }),
    ...(sentryDsn === undefined ? {} : { SENTRY_DSN: sentryDsn }),
  };
}

/** What a process needs to run at all; anything else of our own environment stays outside. */
function baseEnv(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TZ", "LANG"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
