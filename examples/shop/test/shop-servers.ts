import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgres } from "../../../packages/cli/src/server/postgres.ts";
import { rabbitmq } from "../../../packages/cli/src/server/rabbitmq.ts";
import { redis } from "../../../packages/cli/src/server/redis.ts";
import { startServer } from "../../../packages/cli/src/server/start.ts";

export interface ShopServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly amqpUrl: string;
  /** A folder that `stop` removes. */
  readonly dir: string;
  stop(): Promise<void>;
}

/** The real PostgreSQL, Redis and RabbitMQ, empty, for one test file. */
export async function startShopServers(): Promise<ShopServers> {
  const dir = await mkdtemp(join(tmpdir(), "shop-"));
  await chmod(dir, 0o755); // The servers run under accounts of their own.
  const started = await Promise.all(
    [postgres, redis, rabbitmq].map((definition) =>
      startServer(definition, { dir: join(dir, "data", definition.name), env: process.env }),
    ),
  );
  const [databaseUrl = "", redisUrl = "", amqpUrl = ""] = started.map(({ url }) => url);
  return {
    databaseUrl,
    redisUrl,
    amqpUrl,
    dir,
    async stop() {
      await Promise.all(started.map((server) => server.stop()));
      await rm(dir, { recursive: true });
    },
  };
}
