import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { freePorts } from "../../src/server/ports.ts";
import { collectorStart } from "../../src/stack/collector.ts";
import { portsAt } from "../../src/stack/ports.ts";
import { renderStack } from "../../src/stack/render.ts";
import type { NativeTarget } from "../../src/stack/topology.ts";
import { binariesOf, writeFiles } from "./tools.ts";

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The real collector with the real file, in front of a server that keeps what it is sent. */
export interface Pipeline {
  readonly endpoint: string;
  readonly received: readonly Received[];
  /** What the server answers; 200 at first. */
  answer: number;
  send(signal: Signal, body: object, headers?: Record<string, string>): Promise<Response>;
  /** All bodies of one signal as one text. */
  textOf(path: string): string;
  kill(signal: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export type Signal = "traces" | "logs" | "metrics";

/** Starts the pipeline; `env` is the user's environment: it may ask for overlays. `backend` gives its variables the receiver's address. */
export async function startPipeline(env: (backend: string) => Record<string, string> = () => ({})): Promise<Pipeline> {
  const { otelcol = "" } = await binariesOf("collector");
  const folder = mkdtempSync(join(tmpdir(), "pipeline-"));
  const received: Received[] = [];
  const pipeline = { answer: 200 };
  const server = await startReceiver(received, () => pipeline.answer);
  const backend = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [grpc, http, health, metrics] = await freePorts(4);
  const target: NativeTarget = {
    kind: "native",
    ports: portsAt(0),
    dataDir: join(folder, "data"),
    configDir: join(folder, "config"),
  };
  writeFiles(target.configDir, renderStack(target));
  const start = collectorStart(target, {
    COLLECTOR_OTLP_GRPC: `127.0.0.1:${grpc}`,
    COLLECTOR_OTLP_HTTP: `127.0.0.1:${http}`,
    COLLECTOR_HEALTH: `127.0.0.1:${health}`,
    COLLECTOR_METRICS_PORT: String(metrics),
    COLLECTOR_TRACES_ENDPOINT: `${backend}/traces`,
    COLLECTOR_METRICS_ENDPOINT: `${backend}/metrics`,
    COLLECTOR_LOGS_ENDPOINT: `${backend}/logs`,
    ...env(backend),
  });
  const log = join(folder, "collector.log");
  const launch = async (): Promise<ChildProcess> => {
    const output = openSync(log, "a");
    const child = spawn(otelcol, [...start.arguments, ...readable(start.arguments)], {
      env: { ...process.env, ...start.env },
      stdio: ["ignore", output, output],
    });
    const ready = async (): Promise<void> => expectOk(await fetch(`http://127.0.0.1:${health}/`));
    await vi.waitFor(ready, { timeout: 30_000, interval: 100 }).catch((error: unknown) => {
      child.kill();
      throw new Error(`the collector did not start:\n${readFileSync(log, "utf8")}`, { cause: error });
    });
    return child;
  };
  let child = await launch();
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  return Object.assign(pipeline, {
    endpoint: `http://127.0.0.1:${http}`,
    received,
    send: (signal: Signal, body: object, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${http}/v1/${signal}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    textOf: (path: string) =>
      received
        .filter((one) => one.path.startsWith(path))
        .map(({ body }) => body)
        .join("\n"),
    kill,
    restart: async () => {
      child = await launch();
    },
    stop: async () => {
      await kill("SIGTERM");
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  });
}

/** What a test changes: JSON that can be read instead of compressed protobuf, and metrics every second instead of every 15. */
function readable(args: readonly string[]): string[] {
  const exporters = [
    "traces",
    "logs",
    "metrics",
    ...(args.some((arg) => arg.includes("sentry.yaml")) ? ["sentry"] : []),
  ];
  return [
    ...exporters.flatMap((name) => [
      `--config=yaml:exporters::otlp_http/${name}::encoding: json`,
      `--config=yaml:exporters::otlp_http/${name}::compression: none`,
    ]),
    "--config=yaml:connectors::span_metrics::metrics_flush_interval: 1s",
    "--config=yaml:connectors::service_graph::metrics_flush_interval: 1s",
  ];
}

async function startReceiver(received: Received[], answer: () => number): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = answer();
      if (status < 300) {
        received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
      }
      response.writeHead(status, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function expectOk(response: Response): void {
  if (!response.ok) throw new Error(`status ${response.status}`);
}
