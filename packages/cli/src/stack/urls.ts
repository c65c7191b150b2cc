import { postgres } from "../server/postgres.ts";
import { rabbitmq } from "../server/rabbitmq.ts";
import { redis } from "../server/redis.ts";
import { stackPaths, type StackId } from "./home.ts";
import type { PartName } from "./part.ts";
import { portsAt, type Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";
import { readState, type StackUrls } from "./state.ts";

/** The parts that every stack has. */
type OwnUrls = Pick<StackUrls, "otlpGrpc" | "otlpHttp" | "prometheus" | "loki" | "jaeger" | "alertmanager">;

/** Where a stack is reached. */
export interface FoundStack {
  readonly urls: OwnUrls;
  /** The folder of a running stack's configuration. */
  readonly configDir?: string;
}

/** The stack as its state has it. Without one it may still be there: started with docker compose by hand, on the usual ports. */
export async function findStack(id: StackId): Promise<FoundStack> {
  const state = await readState((await stackPaths(id)).stateFile);
  return state === undefined
    ? { urls: ownUrls(portsAt(id.portOffset)) }
    : { urls: state.urls, configDir: state.paths.config };
}

/** The addresses of the parts that are there. */
export function stackUrls(names: ReadonlySet<PartName>, ports: Ports, secrets: Secrets): StackUrls {
  const password = secrets["demo-database-password"];
  return {
    ...ownUrls(ports),
    ...(names.has("bugsink") && { bugsink: http(ports.bugsink) }),
    ...(names.has("postgres") && { postgres: postgres.url({ port: ports.postgres, password }) }),
    ...(names.has("redis") && { redis: redis.url({ port: ports.redis, password }) }),
    ...(names.has("rabbitmq") && { rabbitmq: rabbitmq.url({ port: ports.rabbitmq, password }) }),
  };
}

function ownUrls(ports: Ports): OwnUrls {
  return {
    otlpGrpc: http(ports.collectorOtlpGrpc),
    otlpHttp: http(ports.collectorOtlpHttp),
    prometheus: http(ports.prometheus),
    loki: http(ports.lokiHttp),
    jaeger: http(ports.jaegerQuery),
    alertmanager: http(ports.alertmanager),
  };
}

function http(port: number): string {
  return `http://127.0.0.1:${port}`;
}
