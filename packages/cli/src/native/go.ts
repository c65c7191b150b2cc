import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";
import type { Recipe } from "./recipes.ts";

/** The compiler on the PATH. */
export interface Go {
  /** "1.26.8" */
  readonly version: string;
  /** "1.26" */
  readonly series: string;
}

export interface GoRun {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal?: AbortSignal;
}

export interface GoResult {
  readonly isOk: boolean;
  /** Both streams, without the download chatter. */
  readonly lines: readonly string[];
}

/** The Go on the PATH, or undefined. */
export async function findGo(env: Environment): Promise<Go | undefined> {
  // `local`: a go.mod must not make an old Go download a new one behind the user's back.
  const result = await runGo(["env", "GOVERSION"], { cwd: "/", env: { ...env, GOTOOLCHAIN: "local" } }).catch(
    () => undefined,
  );
  const version = /^go(\d+\.\d+(?:\.\d+)?)/.exec(result?.lines[0] ?? "")?.[1];
  if (version === undefined) return undefined;
  return { version, series: version.split(".").slice(0, 2).join(".") };
}

/** Throws unless `go` can build every recipe; the requirement is what their go.mod files say. */
export async function requireGo(go: Go | undefined, recipes: readonly Recipe[]): Promise<Go> {
  const needed = await Promise.all(recipes.map((recipe) => goDirectiveOf(recipe)));
  const [required = ""] = needed.toSorted((a, b) => compareVersions(b, a));
  const remedy = `install Go ${required} or newer from https://go.dev/dl/ and put its bin folder on the PATH, or start a container engine`;
  if (go === undefined) throw new CliError("E_GO_MISSING", `go: not found on the PATH; ${remedy}`);
  if (compareVersions(go.version, required) < 0) {
    throw new CliError("E_GO_OLD", `go: expected ${required} or newer, found ${go.version}; ${remedy}`);
  }
  return go;
}

async function goDirectiveOf(recipe: Recipe): Promise<string> {
  const text = await readFile(join(recipe.dir, "go.mod"), "utf8");
  return /^go (\S+)/m.exec(text)?.[1] ?? "";
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Runs `go` to its end; an abort kills it with the compilers it has started. */
export async function runGo(args: readonly string[], { cwd, env, signal }: GoRun): Promise<GoResult> {
  signal?.throwIfAborted();
  const child = spawn("go", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const kill = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  signal?.addEventListener("abort", kill);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (!line.startsWith("go: downloading ")) lines.push(line);
    });
  }
  try {
    const [code] = await once(child, "close");
    signal?.throwIfAborted();
    return { isOk: code === 0, lines };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself in this moment.
  }
}
