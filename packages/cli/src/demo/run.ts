import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import { aborted } from "../process/aborted.ts";
import { appear } from "./appear.ts";
import { issuePage, servicesOfQuery, servicesOfTrace, traceOfOrder } from "./look.ts";
import { startShop, type Shop } from "./shop.ts";
import type { DemoTarget } from "./target.ts";
import { latencyQuery, whereToLook, type Seen } from "./where-to-look.ts";

/** How the demo is run. */
export interface DemoOptions {
  /** Ends the demo: Ctrl-C. */
  readonly signal: AbortSignal;
  /** Requests per second in ordinary phases; 0 for no customers. */
  readonly rate: number;
  /** `performance.now()` when the command began, for the time until the first order is visible. */
  readonly startedAt: number;
  /** The address that opens the pages in a browser, once they are there; undefined without them. */
  readonly page?: Promise<string | undefined>;
  /** How often the shop sends metrics; by default sooner than an ordinary service: a person waits. */
  readonly metricIntervalMillis?: number;
}

const visibleTimeoutMillis = 60_000;
// Metrics leave a process periodically; a person who waits should not wait a whole ordinary interval.
const defaultMetricIntervalMillis = 5_000;
const failingProduct = "cursed-doll";
const failureText = "The doll opened its eyes";
const services = ["shop-gateway", "shop-orders", "shop-worker"];

/** Runs the shop and its customers on a stack that is up, shows where one order can be seen, and goes on until the signal. */
export async function runDemo(target: DemoTarget, io: Io, options: DemoOptions): Promise<void> {
  const shop = await startShop({
    ...target,
    preload: true,
    otlpEndpoint: target.collectorUrl,
    ...(target.sentry && { sentryDsn: target.sentry.dsn }),
    env: { OTEL_METRIC_EXPORT_INTERVAL: String(options.metricIntervalMillis ?? defaultMetricIntervalMillis) },
  });
  const death = new AbortController();
  void shop.died.then(({ service, exit }) => death.abort(deathOf(service, exit)));
  const signal = AbortSignal.any([options.signal, death.signal]);
  try {
    io.out(`shop: ${shop.gatewayUrl}, its output in ${target.logDir}`);
    const seen = await followOneOrder(shop, target, io, { ...options, signal });
    for (const line of whereToLook(target, shop, seen)) io.out(line);
    const page = await Promise.race([options.page, aborted(signal)]);
    if (page !== undefined) io.out(`dashboards, traces, logs and alerts in your browser: ${page}`);
    await aborted(signal);
    death.signal.throwIfAborted();
  } catch (error) {
    // Interrupted by the person in front of it: an end like any other.
    if (!options.signal.aborted) throw error;
  } finally {
    await shop.stop();
    io.out("shop: stopped");
  }
}

function deathOf({ name, logFile }: { name: string; logFile: string }, exit: unknown): CliError {
  return new CliError(
    "E_SHOP_DIED",
    `the shop's ${name} ended by itself (${String(exit)}); its output is in ${logFile}`,
  );
}

async function followOneOrder(
  shop: Shop,
  target: DemoTarget,
  io: Io,
  { signal, rate, startedAt }: DemoOptions,
): Promise<Seen> {
  const wait = { timeoutMillis: visibleTimeoutMillis, signal };
  await shop.placeOrder(failingProduct);
  const orderId = await placeOrder(shop);
  io.out(`order ${orderId} is placed; until it is visible:`);

  const traceId = await appear(
    { ...wait, what: "its log lines in Loki", look: () => traceOfOrder(target, orderId) },
    io,
  );
  await appear(
    { ...wait, what: "its whole trace in Jaeger", look: async () => all(await servicesOfTrace(target, traceId)) },
    io,
  );
  io.out(`  first order visible ${((performance.now() - startedAt) / 1_000).toFixed(1)} s after the start`);

  if (rate > 0) await shop.startTraffic(rate);
  const look = async () => some(await servicesOfQuery(target, latencyQuery));
  await appear({ ...wait, what: "request durations in Prometheus", look }, io);
  const issueUrl = await findIssue(target, wait, io);
  return { traceId, orderId, promql: latencyQuery, ...(issueUrl !== undefined && { issueUrl }) };
}

async function findIssue(
  target: DemoTarget,
  wait: { timeoutMillis: number; signal: AbortSignal },
  io: Io,
): Promise<string | undefined> {
  const { sentry } = target;
  if (sentry === undefined) return undefined;
  return appear({ ...wait, what: "a provoked failure in Bugsink", look: () => issuePage(sentry, failureText) }, io);
}

async function placeOrder(shop: Shop): Promise<string> {
  const { status, body } = await shop.placeOrder();
  if (typeof body === "object" && body !== null && "id" in body && typeof body.id === "string") return body.id;
  throw new Error(`the shop answered an order with ${status} ${JSON.stringify(body)}, expected one with an id`);
}

/** The names once every service of the shop is among them. */
function all(names: readonly string[]): readonly string[] | undefined {
  return services.every((service) => names.includes(service)) ? names : undefined;
}

function some(names: readonly string[]): readonly string[] | undefined {
  return names.length > 0 ? names : undefined;
}
