import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { freePorts } from "../../../packages/cli/src/server/ports.ts";
import { binariesOf, runProgram, writeFiles } from "../../../packages/cli/test/stack/tools.ts";
import { routeFiles } from "../../src/route/files.ts";
import type { Config } from "../../src/settings.ts";

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** An alert as Alertmanager's API shows it. */
export interface ActiveAlert extends Alert {
  readonly status: {
    readonly state: "unprocessed" | "active" | "suppressed";
    readonly inhibitedBy: readonly string[];
    readonly silencedBy: readonly string[];
    readonly mutedBy: readonly string[];
  };
  readonly receivers: readonly { readonly name: string }[];
}

/** A real Alertmanager with the generated configuration. */
export interface Alertmanager {
  readonly url: string;
  post(alerts: readonly Alert[]): Promise<void>;
  /** The active alerts, optionally only those that matchers as in `name="value"` match. */
  alerts(...filters: readonly string[]): Promise<ActiveAlert[]>;
  log(): string;
  stop(): Promise<void>;
}

/** A temporary folder for the generated files and the secrets. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "alertmanager-"));
}

export function writeSecret(folder: string, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, `${content}\n`, { mode: 0o600 });
  return file;
}

/** Writes the configuration into the folder; returns the path of alertmanager.yml. */
export function writeConfig(folder: string, config: Config): string {
  writeFiles(folder, routeFiles(config));
  return join(folder, "alertmanager/alertmanager.yml");
}

/** Runs amtool as strictly as Alertmanager can be told to parse. */
export async function amtool(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { amtool: program = "" } = await binariesOf("alertmanager");
  return runProgram(program, ["--enable-feature=utf8-strict-mode", ...args]);
}

/** Starts an Alertmanager in the folder; it is ready when this resolves. */
export async function startAlertmanager(folder: string, config: Config): Promise<Alertmanager> {
  const { alertmanager: program = "" } = await binariesOf("alertmanager");
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(folder, "alertmanager.log");
  const log = openSync(logFile, "w");
  const args = [
    `--config.file=${writeConfig(folder, config)}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--web.external-url=${url}`,
    "--cluster.listen-address=",
    "--enable-feature=utf8-strict-mode",
  ];
  const child = spawn(program, args, { stdio: ["ignore", log, log] });
  await vi.waitFor(async () => ok(await fetch(`${url}/-/ready`)), { timeout: 30_000, interval: 100 });
  return {
    url,
    post: async (alerts) => {
      const headers = { "content-type": "application/json" };
      ok(await fetch(`${url}/api/v2/alerts`, { method: "POST", headers, body: JSON.stringify(alerts) }));
    },
    alerts: async (...filters) => {
      const query = new URLSearchParams(filters.map((filter): [string, string] => ["filter", filter]));
      return (await ok(await fetch(`${url}/api/v2/alerts?${query.toString()}`)).json()) as ActiveAlert[];
    },
    log: () => readFileSync(logFile, "utf8"),
    stop: async () => {
      const exit = once(child, "exit");
      if (child.kill("SIGTERM")) await exit;
      rmSync(folder, { recursive: true });
    },
  };
}

function ok(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response;
}
