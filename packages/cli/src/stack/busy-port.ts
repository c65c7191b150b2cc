import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import { isBusy } from "../server/ports.ts";
import type { Part } from "./part.ts";
import { basePorts, type PortName, type Ports } from "./ports.ts";

const run = promisify(execFile);
const highestPort = 65_535;
const patienceMillis = 2_000;
const pauseMillis = 100;

/** A `--port-offset` that moves every port to one that exists. */
export const highestOffset: number = highestPort - Math.max(...Object.values(basePorts));

/** Throws, with one line for each, when ports that the parts want are taken. */
export async function checkPorts(parts: readonly Part[], ports: Ports): Promise<void> {
  const wanted = parts.flatMap((part) => part.ports.map((port) => ({ part, port })));
  const lines = await Promise.all(wanted.map(({ part, port }) => describeIfBusy(part, port, ports[port])));
  const busy = lines.filter((line) => line !== undefined);
  if (busy.length === 0) return;
  const hint = "Stop what holds them, or move all ports of this stack: otelstack up --port-offset 100";
  throw new CliError("E_PORT_BUSY", [...busy, hint].join("\n"));
}

async function describeIfBusy(part: Part, name: PortName, port: number): Promise<string | undefined> {
  if (!(await staysBusy(port))) return undefined;
  const holder = await holderOf(port);
  return `port ${port} (${name}), which ${part.name} wants, is held by ${holder ?? "a process of another account"}`;
}

/** A process that was just killed holds its ports a moment longer, and somebody who looks for free ones holds each for an instant. */
async function staysBusy(port: number): Promise<boolean> {
  const deadline = performance.now() + patienceMillis;
  while (await isBusy(port)) {
    if (performance.now() > deadline) return true;
    await delay(pauseMillis);
  }
  return false;
}

/** The process that listens, as `name (pid)`: from ss on Linux, from lsof elsewhere. */
async function holderOf(port: number): Promise<string | undefined> {
  return (await holderFromSs(port)) ?? (await holderFromLsof(port));
}

async function holderFromSs(port: number): Promise<string | undefined> {
  const { stdout } = await run("ss", ["-Hltnp", `sport = :${port}`]).catch(() => ({ stdout: "" }));
  const match = /\(\("([^"]+)",pid=(\d+)/.exec(stdout);
  return match === null ? undefined : `${match[1]} (process ${match[2]})`;
}

async function holderFromLsof(port: number): Promise<string | undefined> {
  const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"];
  const { stdout } = await run("lsof", args).catch(() => ({ stdout: "" }));
  const match = /^p(\d+)\nc(.+)$/m.exec(stdout);
  return match === null ? undefined : `${match[2]} (process ${match[1]})`;
}
