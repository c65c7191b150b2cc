import { spawn } from "node:child_process";
import type { Io } from "../io.ts";
import { ensureBinaries } from "../native/build.ts";
import type { PartName } from "../native/recipes.ts";
import type { Environment } from "../process/start.ts";
import { CliError } from "../error.ts";

/** A checker that comes with one of the servers. */
export type ToolName = "promtool" | "amtool" | "otelcol";

/** What a tool said. */
export interface ToolAnswer {
  readonly isOk: boolean;
  readonly output: string;
}

/** Runs a tool; builds it first where it is not there yet. */
export type RunTool = (
  tool: ToolName,
  args: readonly string[],
  options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
) => Promise<ToolAnswer>;

const partOf: Readonly<Record<ToolName, PartName>> = {
  promtool: "prometheus",
  amtool: "alertmanager",
  otelcol: "collector",
};

/** The tools from the same cache as the servers: what they accept, the servers accept. */
export function toolRunner(io: Io, env: Environment, signal: AbortSignal): RunTool {
  // Progress of a build is no result.
  const quiet: Io = { ...io, out: (line) => io.err(line) };
  const found = new Map<ToolName, Promise<Record<string, string>>>();
  return async (tool, args, { cwd, env: more } = {}) => {
    const search = found.get(tool) ?? ensureBinaries([partOf[tool]], quiet, env);
    found.set(tool, search);
    const binaries = await search;
    return run(binaries[tool] ?? tool, args, {
      signal,
      ...(cwd !== undefined && { cwd }),
      env: { PATH: env["PATH"], HOME: env["HOME"], ...more },
    });
  };
}

function run(file: string, args: readonly string[], options: Parameters<typeof spawn>[2]): Promise<ToolAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", ({ message }) => reject(new CliError("E_TOOL", `${file}: could not be run: ${message}`)));
    child.on("close", (code) => resolve({ isOk: code === 0, output }));
  });
}
