import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../../packages/cli/src/server/ports.ts";

export interface PrometheusServer {
  readonly url: string;
  stop(): Promise<void>;
}

const readyMillis = 60_000;

/** A Prometheus that only answers: it scrapes nothing and leaves the blocks as they are. */
export async function startPrometheus(program: string, folder: string): Promise<PrometheusServer> {
  const config = join(folder, "prometheus.yml");
  const log = join(folder, "prometheus.log");
  writeFileSync(config, "{}\n");
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const out = openSync(log, "a");
  const server = spawn(program, argumentsOf(folder, config, port!), { stdio: ["ignore", out, out] });
  const stop = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGTERM");
    await once(server, "exit");
  };
  if (await becomesReady(server, url)) return { url, stop };
  await stop();
  throw new Error(`Prometheus is not ready after ${readyMillis / 1_000} s:\n${readFileSync(log, "utf8")}`);
}

function argumentsOf(folder: string, config: string, port: number): string[] {
  return [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--storage.tsdb.retention.time=1y",
    // Equal, they forbid compaction, which would take the processor from the queries.
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
    "--log.level=warn",
  ];
}

async function becomesReady(server: ChildProcess, url: string): Promise<boolean> {
  for (const end = Date.now() + readyMillis; Date.now() < end && server.exitCode === null; await sleep(100)) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return true;
  }
  return false;
}
