import { postgres } from "../server/postgres.ts";
import { rabbitmq } from "../server/rabbitmq.ts";
import { redis } from "../server/redis.ts";
import type { PartName } from "./part.ts";
import type { Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";
import type { StackUrls } from "./state.ts";

/** The addresses of the parts that are there. */
export function stackUrls(names: ReadonlySet<PartName>, ports: Ports, secrets: Secrets): StackUrls {
  const password = secrets["demo-database-password"];
  return {
    otlpGrpc: http(ports.collectorOtlpGrpc),
    otlpHttp: http(ports.collectorOtlpHttp),
    prometheus: http(ports.prometheus),
    loki: http(ports.lokiHttp),
    jaeger: http(ports.jaegerQuery),
    alertmanager: http(ports.alertmanager),
    ...(names.has("bugsink") && { bugsink: http(ports.bugsink) }),
    ...(names.has("postgres") && { postgres: postgres.url({ port: ports.postgres, password }) }),
    ...(names.has("redis") && { redis: redis.url({ port: ports.redis, password }) }),
    ...(names.has("rabbitmq") && { rabbitmq: rabbitmq.url({ port: ports.rabbitmq, password }) }),
  };
}

function http(port: number): string {
  return `http://127.0.0.1:${port}`;
}
