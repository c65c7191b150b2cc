import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "../error.ts";
import { runDemo } from "../demo/run.ts";
import type { DemoTarget } from "../demo/target.ts";
import { downStack } from "../stack/down.ts";
import type { StackState } from "../stack/state.ts";
import { stackStatus } from "../stack/status.ts";
import { upStack } from "../stack/up.ts";
import { withView } from "../view/beside.ts";
import type { Command } from "./command.ts";
import { offsetFlag } from "./shared.ts";
import { showStatus } from "./status.ts";
import { up, upOptions } from "./up.ts";

const defaultRate = "5";
const { foreground: _foreground, demo: _demo, ...stackOptions } = up.options;

export const demo: Command = {
  name: "demo",
  summary: "the stack, the example shop and its customers; shows where one order can be seen (npm start)",
  details: ["Ctrl-C stops the shop, and the stack unless it was up before. Data is kept."],
  options: {
    ...stackOptions,
    rate: {
      type: "string",
      value: "N",
      description: `customers' requests per second (default ${defaultRate}; 0 for none)`,
    },
  },
  positionals: [],
  run: async (args, context) => {
    const startedAt = performance.now();
    const rate = rateOf(args.value("rate") ?? defaultRate);
    const options = { ...(await upOptions(args, context)), demo: true };
    const { io, signal } = context;
    const wasUp = (await stackStatus(options)).up;
    const state = await upStack(options, io);
    try {
      await showStatus(options, io);
      const { metricIntervalMillis } = state;
      const scaled = metricIntervalMillis !== undefined && { metricIntervalMillis };
      const target = await demoTarget(state);
      await withView(state, context, (page) => runDemo(target, io, { signal, rate, startedAt, page, ...scaled }));
    } finally {
      if (wasUp) io.out(`the stack was up before and stays: otelstack down${offsetFlag(options)} stops it`);
      else if (await downStack(options, io)) io.out("stack: stopped, its data is kept");
    }
    return 0;
  },
};

/** The stack, as the demo wants to know it. */
async function demoTarget({ urls, paths, sentryDsn, portOffset, engine }: StackState): Promise<DemoTarget> {
  const { postgres: databaseUrl, redis: redisUrl, rabbitmq: amqpUrl, bugsink } = urls;
  if (databaseUrl === undefined || redisUrl === undefined || amqpUrl === undefined) {
    throw new CliError("E_DEMO", "the demo needs PostgreSQL, Redis and RabbitMQ; run it without leaving them out");
  }
  const logDir = join(paths.logs, "shop");
  await mkdir(logDir, { recursive: true, mode: 0o700 });
  const apiToken = (): Promise<string> => readFile(join(paths.secrets, "bugsink-api-token"), "utf8");
  return {
    collectorUrl: urls.otlpHttp,
    jaegerUrl: urls.jaeger,
    lokiUrl: urls.loki,
    prometheusUrl: urls.prometheus,
    databaseUrl,
    redisUrl,
    amqpUrl,
    logDir,
    cliFlags: offsetFlag({ portOffset })
      .split(" ")
      .filter((word) => word !== ""),
    ...(engine === "compose" && { tracePage: (traceId: string) => `${urls.jaeger}/trace/${traceId}` }),
    ...(bugsink !== undefined &&
      sentryDsn !== undefined && { sentry: { url: bugsink, dsn: sentryDsn, apiToken: await apiToken() } }),
  };
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (text !== "" && rate >= 0 && rate <= 1000) return rate;
  throw new CliError("E_ARGUMENT", `--rate: got ${JSON.stringify(text)}, expected a number from 0 to 1000`);
}
