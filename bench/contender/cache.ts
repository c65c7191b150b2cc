import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where contenders are installed: outside of the repository, whose node_modules they would otherwise find. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "otel-preload-bench");
}

/** Short and the same for the same content. */
export function keyOf(...content: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of content) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 12);
}
