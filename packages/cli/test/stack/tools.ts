import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureBinaries } from "../../src/native/build.ts";
import type { PartName } from "../../src/native/recipes.ts";
import { freePorts } from "../../src/server/ports.ts";
import { basePorts, type PortName, type Ports } from "../../src/stack/ports.ts";
import type { RenderedFile } from "../../src/stack/render.ts";
import type { NativeTarget } from "../../src/stack/topology.ts";

/** Long enough for the first build of everything on a cold machine; a cached binary answers at once. */
export const buildTimeoutMillis = 1_800_000;

/** The programs of these parts from the cache. */
export function binariesOf(...parts: PartName[]): Promise<Record<string, string>> {
  const io = { out: console.log, err: console.error, isTTY: false };
  return ensureBinaries(parts, io, process.env);
}

/** A native stack in `folder`, every part on a port that is free now. */
export async function freeTarget(folder: string): Promise<NativeTarget> {
  const names = Object.keys(basePorts) as PortName[];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index]])) as Ports;
  return { kind: "native", ports, dataDir: join(folder, "data"), configDir: join(folder, "config") };
}

/** Runs a program to its end; its output is kept for the message of a failed assertion. */
export async function runProgram(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(file, args, { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

export function writeFiles(folder: string, files: readonly RenderedFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
