import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigOverride } from "@org/otel-grafana";
import { launchShopPlus, type RunningShopPlus } from "../../examples/shop-plus/launch.ts";
import { downStack } from "../../packages/cli/src/stack/down.ts";
import type { UpOptions } from "../../packages/cli/src/stack/options.ts";
import type { PartName } from "../../packages/cli/src/stack/part.ts";
import type { StackState } from "../../packages/cli/src/stack/state.ts";
import { stopParts } from "../../packages/cli/src/stack/stop-parts.ts";
import { upStack } from "../../packages/cli/src/stack/up.ts";
import { freeOffset } from "../free-offset.ts";
import { startInbox, type Inbox } from "./inbox.ts";

/** The services whose absence is an alert. */
const services = ["accounts", "mailer", "assistant"];
const io = {
  out: (line: string) => console.log(`stack: ${line}`),
  err: (line: string) => console.error(`stack: ${line}`),
  isTTY: false,
};

/** A running stack with shop-plus, its people, and everybody who is told of alerts. */
export interface Stage {
  readonly timeScale: number;
  /** For whatever a fault needs. */
  readonly folder: string;
  readonly urls: StackState["urls"];
  readonly inbox: Inbox;
  readonly shopPlus: RunningShopPlus;
  stopPart(name: PartName): Promise<void>;
  /** Starts the parts that were stopped. */
  startParts(): Promise<void>;
  close(): Promise<void>;
}

/** Starts everything with all durations of rules, routes and intervals multiplied by `timeScale`. */
export async function openStage(timeScale: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "live-fire-"));
  // Passable for the servers that root runs as accounts of their own.
  await chmod(folder, 0o711);
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    return await fillStage(timeScale, folder, { ends, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface Closing {
  /** The last one first. */
  readonly ends: (() => Promise<unknown>)[];
  readonly close: () => Promise<void>;
}

async function fillStage(timeScale: number, folder: string, { ends, close }: Closing): Promise<Stage> {
  const inbox = await startInbox();
  ends.push(() => inbox.stop());
  const options: UpOptions = {
    env: { ...process.env, OTELSTACK_HOME: folder },
    portOffset: await freeOffset(),
    demo: true,
    engine: "native",
    // Alerts need no issues.
    without: ["bugsink"],
    config: { timeScale, services: services.map((name) => ({ job: `shop/${name}` })), ...(await tell(inbox, folder)) },
  };
  ends.push(() => downStack(options, io));
  let state = await upStack(options, io);
  const shopPlus = await launchShop(state);
  ends.push(() => shopPlus.stop());
  return {
    timeScale,
    folder,
    urls: state.urls,
    inbox,
    shopPlus,
    stopPart: (name) =>
      stopParts(
        state.parts.filter((part) => part.name === name),
        io,
      ),
    startParts: async () => {
      state = await upStack(options, io);
    },
    close,
  };
}

// Not the shop: its traffic has hours that are worth an alert, and its worker does not survive the end of PostgreSQL.
function launchShop({ urls, paths, metricIntervalMillis = 5000 }: StackState): Promise<RunningShopPlus> {
  return launchShopPlus({
    databaseUrl: urls.postgres ?? "",
    redisUrl: urls.redis ?? "",
    amqpUrl: urls.rabbitmq ?? "",
    otlpEndpoint: urls.otlpHttp,
    env: { OTEL_METRIC_EXPORT_INTERVAL: String(metricIntervalMillis) },
    logDir: join(paths.logs, "shop-plus"),
  });
}

/** The receivers, with their secrets in files. */
async function tell(inbox: Inbox, folder: string): Promise<Pick<ConfigOverride, "receivers">> {
  const secrets = join(folder, "receivers");
  await mkdir(secrets, { mode: 0o700 });
  const secret = async (name: string, content: string): Promise<string> => {
    const file = join(secrets, name);
    await writeFile(file, `${content}\n`, { mode: 0o600 });
    return file;
  };
  return {
    receivers: {
      email: {
        to: "on-call@example.org",
        from: "alerts@example.org",
        smarthost: inbox.smarthost,
        requireTls: false,
      },
      slack: {
        urlFile: await secret("slack-url", inbox.urls.slack),
        channel: "#alerts",
        criticalChannel: "#incidents",
      },
      pagerduty: {
        routingKeyFile: await secret("pagerduty-key", "0123456789abcdef0123456789abcdef"),
        url: inbox.urls.pagerduty,
      },
      webhook: { urlFile: await secret("webhook-url", inbox.urls.webhook) },
    },
  };
}
