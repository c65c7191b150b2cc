import type { ServerDefinition, ServerName } from "./definition.ts";
import { ferretdb } from "./ferretdb.ts";
import { kafka } from "./kafka.ts";
import { mariadb } from "./mariadb.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { startServer, type RunningServer, type StartOptions } from "./start.ts";

/** Every server that the demo or the tests run. */
export const servers: Readonly<Record<ServerName, ServerDefinition>> = {
  postgres,
  redis,
  rabbitmq,
  mariadb,
  kafka,
  ferretdb,
};

type Start = (options: StartOptions) => Promise<RunningServer>;

export const startPostgres: Start = (options) => startServer(postgres, options);
export const startRedis: Start = (options) => startServer(redis, options);
export const startRabbitmq: Start = (options) => startServer(rabbitmq, options);
export const startMariadb: Start = (options) => startServer(mariadb, options);
export const startKafka: Start = (options) => startServer(kafka, options);
export const startFerretdb: Start = (options) => startServer(ferretdb, options);
