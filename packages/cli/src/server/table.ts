import type { ServerDefinition, ServerName } from "./definition.ts";
import { ferretdb } from "./ferretdb.ts";
import { kafka } from "./kafka.ts";
import { mariadb } from "./mariadb.ts";
import { postgres } from "./postgres.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";

/** Every server that the demo or the tests run. */
export const servers: Readonly<Record<ServerName, ServerDefinition>> = {
  postgres,
  redis,
  rabbitmq,
  mariadb,
  kafka,
  ferretdb,
};
