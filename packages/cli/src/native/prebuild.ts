import { processIo } from "../io.ts";
import { cacheRoot } from "./cache.ts";
import { ensureRecipes } from "./build.ts";
import { ensureBugsink } from "./python.ts";
import { recipes } from "./recipes.ts";

// node packages/cli/src/native/prebuild.ts: fills the cache and checks every byte of it. It is a doorway like main.ts.
// oxlint-disable-next-line node/no-process-env -- a doorway reads the environment
const { env } = process;
const io = processIo();

try {
  const binaries = await ensureRecipes(Object.values(recipes), { io, env, root: cacheRoot(env), depth: "sha256" });
  for (const [name, path] of Object.entries(binaries)) io.out(`${name}=${path}`);
  io.out(`bugsink=${await ensureBugsink(io, env)}`);
} catch (error) {
  io.err((error as Error).message);
  process.exitCode = 1;
}
