import { CliError } from "../error.ts";
import type { Io } from "../io.ts";
import type { Environment } from "../process/start.ts";
import type { Recipe } from "./recipes.ts";

const shownLines = 20;

export interface FailedBuild {
  readonly recipe: Recipe;
  readonly lines: readonly string[];
  readonly env: Environment;
  readonly io: Io;
}

/** Prints the end of what Go said and returns the error whose one line names the remedy. */
export function explainFailure({ recipe, lines, env, io }: FailedBuild): CliError {
  const last = lines.slice(-shownLines);
  io.err(`${recipe.label} ${recipe.version}: go build failed; its last ${last.length} lines:`);
  for (const line of last) io.err(`  ${line}`);
  return new CliError(
    "E_BUILD",
    `${recipe.label} ${recipe.version}: go build failed; ${remedyFor({ recipe, lines, env })}`,
  );
}

function remedyFor({ recipe, lines, env }: Omit<FailedBuild, "io">): string {
  const text = lines.join("\n");
  if (/no space left on device/.test(text))
    return "free 13 GB where the cache is, or set XDG_CACHE_HOME to a larger disk, and run it again";
  if (/signal: killed/.test(text))
    return "the system killed the compiler, most likely for lack of memory: free 4 GB and run it again";
  if (
    /dial tcp|no such host|TLS handshake|i\/o timeout|proxyconnect|connection refused|(403|404|410|5\d\d) /.test(text)
  ) {
    const proxy = env["GOPROXY"] || "Go's default, https://proxy.golang.org";
    return `a download failed: check the network and GOPROXY (${proxy}) and run it again`;
  }
  const tags = recipe.tags.length === 0 ? "" : `-tags ${recipe.tags.join(",")} `;
  const packages = Object.values(recipe.binaries).join(" ");
  return `to see all of it: cd ${recipe.dir} && CGO_ENABLED=0 go build ${tags}-o /dev/null ${packages}`;
}
