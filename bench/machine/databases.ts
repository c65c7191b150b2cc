import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensurePrograms } from "../../packages/cli/src/server/debian.ts";
import { startServer } from "../../packages/cli/src/server/start.ts";
import { servers } from "../../packages/cli/src/server/table.ts";
import { BenchError } from "../error.ts";

export interface Databases {
  /** For the app. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** A PostgreSQL and a Redis of our own, on the cpu of the load. */
export async function startDatabases(env: NodeJS.ProcessEnv): Promise<Databases> {
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const io = { out: say, err: say, isTTY: false };
  const missing = await ensurePrograms(["postgres", "redis"], { env, io });
  if (missing.size > 0) throw new BenchError(`the part "app" needs servers: ${[...missing.values()].join("; ")}`);
  const root = await mkdtemp(join(tmpdir(), "bench-servers-"));
  // The servers run as accounts of their own when we are root, and must get to their folders.
  await chmod(root, 0o711);
  const postgres = await startServer(servers.postgres, { dir: join(root, "postgres"), env, io });
  const redis = await startServer(servers.redis, { dir: join(root, "redis"), env, io });
  return {
    env: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
      await rm(root, { recursive: true, force: true });
    },
  };
}
