import { styleText } from "node:util";
import type { Io } from "../io.ts";
import { ofCap } from "../guard/size-text.ts";
import type { Container } from "../stack/compose.ts";
import type { StackId } from "../stack/home.ts";
import { stackStatus, type PartStatus, type StackStatus } from "../stack/status.ts";
import { duration, megabytes, textTable } from "../stack/text-table.ts";
import type { Command } from "./command.ts";
import { offsetFlag, portOffset, stackIdOf } from "./shared.ts";

const colours = { healthy: "green", unhealthy: "yellow", dead: "red" } as const;

export const status: Command = {
  name: "status",
  summary: "health, memory, disk use and address of every part",
  details: ["Exit code 0 when every part is healthy, else 1."],
  options: {
    json: { type: "boolean", description: "the same for programs" },
    "port-offset": portOffset,
  },
  positionals: [],
  run: async (args, context) => {
    const id = stackIdOf(args, context);
    if (!args.flag("json")) return (await showStatus(id, context.io)) ? 0 : 1;
    const found = await stackStatus(id);
    context.io.out(JSON.stringify(found, undefined, 2));
    return found.healthy ? 0 : 1;
  },
};

/** Prints the table of parts, and why one is not healthy. Returns whether all are. */
export async function showStatus(id: StackId, io: Io): Promise<boolean> {
  const found = await stackStatus(id);
  if (!found.up) {
    io.out(`nothing is up (${found.home}); otelstack up${offsetFlag(id)} starts it`);
    return false;
  }
  const table = found.containers === undefined ? statusTable(found, io.isTTY) : containerTable(found.containers);
  for (const line of table) io.out(line);
  for (const { diskAction } of found.parts) if (diskAction !== undefined) io.out(`disk cap: ${diskAction}`);
  for (const line of found.parts.flatMap(problemLines)) io.err(line);
  if (!found.healthy) io.err(`otelstack up${offsetFlag(id)} starts again what is dead`);
  return found.healthy;
}

function containerTable(containers: readonly Container[]): string[] {
  const rows = containers.map(({ service, state, health }) => [service, state, health]);
  return textTable([["container", "state", "health"], ...rows]);
}

function statusTable({ parts }: StackStatus, colour: boolean): string[] {
  const header = ["part", "state", "pid", "memory", "disk", "up", "port", "address"];
  const rows = parts.map((part) => [
    part.name,
    colour ? styleText(colours[part.state], part.state) : part.state,
    part.state === "dead" ? "-" : String(part.pid),
    part.state === "dead" ? "-" : megabytes(part.memoryBytes),
    diskText(part),
    part.state === "dead" ? "-" : duration(part.uptimeSeconds),
    String(part.ports[0] ?? "-"),
    part.address,
  ]);
  const total = ["total", "", "", sum(parts, "memoryBytes"), sum(parts, "diskBytes"), "", "", ""];
  return textTable([header, ...rows, total]);
}

function diskText({ diskBytes, diskCapBytes }: PartStatus): string {
  if (diskBytes === undefined) return "-";
  return diskCapBytes === undefined ? megabytes(diskBytes) : ofCap(diskBytes, diskCapBytes);
}

function sum(parts: readonly PartStatus[], key: "memoryBytes" | "diskBytes"): string {
  return megabytes(parts.reduce((total, part) => total + (part[key] ?? 0), 0));
}

function problemLines(part: PartStatus): string[] {
  if (part.state === "healthy") return [];
  const lines = part.lastLogLines ?? [];
  const log = lines.length === 0 ? "" : ` Last lines of ${part.logFile}:`;
  return [`${part.name} is ${part.state}: ${part.reason}.${log}`, ...lines.map((line) => `  ${line}`)];
}
