import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CliError } from "../error.ts";
import type { Environment } from "../process/start.ts";

const run = promisify(execFile);
const answerMillis = 3_000;

export type Engine = "native" | "compose";

/** Containers when an engine with compose answers, unless one of the two was asked for. */
export async function chooseEngine(wanted: Engine | "auto", env: Environment): Promise<Engine> {
  if (wanted === "native") return "native";
  const reason = await whyNoCompose(env);
  if (reason === undefined) return "compose";
  if (wanted === "auto") return "native";
  throw new CliError(
    "E_NO_ENGINE",
    `--compose: no container engine with compose answers (${reason}); start it, or use --native`,
  );
}

/** Why the stack cannot run in containers here; undefined when it can. */
export async function whyNoCompose(env: Environment): Promise<string | undefined> {
  for (const args of [["info"], ["compose", "version"]]) {
    const problem = await run("docker", args, { env, timeout: answerMillis }).then(
      () => undefined,
      (error: NodeJS.ErrnoException & { stderr?: string }) => describe(args, error),
    );
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function describe(args: readonly string[], error: NodeJS.ErrnoException & { stderr?: string }): string {
  if (error.code === "ENOENT") return "docker: command not found";
  const said = error.stderr?.trim().split("\n")[0] || `no answer within ${answerMillis / 1000} s`;
  return `docker ${args.join(" ")}: ${said}`;
}
