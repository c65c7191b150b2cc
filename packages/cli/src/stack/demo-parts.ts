import { join } from "node:path";
import { httpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import type { ServerDefinition } from "../server/definition.ts";
import { requireProgram } from "../server/find-program.ts";
import { needs, type NeedName } from "../server/need.ts";
import { postgres } from "../server/postgres.ts";
import { rabbitmq } from "../server/rabbitmq.ts";
import { redis } from "../server/redis.ts";
import type { Part, PartContext, PartName } from "./part.ts";
import type { PortName, Ports } from "./ports.ts";

/** The example shop's servers, and what makes Prometheus see into them. */
export const demoParts: readonly Part[] = [
  exporterPart({
    name: "postgres-exporter",
    need: "postgresExporter",
    of: "postgres",
    port: "postgresExporter",
    env: ({ ports, secrets }) => ({
      DATA_SOURCE_NAME: `${postgres.url({ port: ports.postgres, password: secrets["demo-database-password"] })}?sslmode=disable`,
    }),
  }),
  exporterPart({
    name: "redis-exporter",
    need: "redisExporter",
    of: "redis",
    port: "redisExporter",
    env: ({ ports, secrets }) => ({
      REDIS_ADDR: `redis://127.0.0.1:${ports.redis}`,
      REDIS_PASSWORD: secrets["demo-database-password"],
    }),
  }),
  serverPart("rabbitmq", rabbitmq, {
    main: "rabbitmq",
    extra: { dist: "rabbitmqDist", epmd: "rabbitmqEpmd", metrics: "rabbitmqMetrics" },
  }),
  serverPart("redis", redis, { main: "redis", extra: {} }),
  serverPart("postgres", postgres, { main: "postgres", extra: {} }),
];

interface ServerPorts {
  readonly main: PortName;
  /** Which port of the stack serves as which of the server's further ports. */
  readonly extra: Readonly<Record<string, PortName>>;
}

function serverPart(name: PartName & NeedName, server: ServerDefinition, { main, extra }: ServerPorts): Part {
  return {
    name,
    demo: true,
    needs: [name],
    after: [],
    ports: [main, ...Object.values(extra)],
    // Without the password: this is printed.
    address: (ports) => `${name}://127.0.0.1:${ports[main]}`,
    probe: (ports) => server.probe(ports[main]),
    dataDir: (paths) => join(paths.serviceData, name),
    launch: ({ ports, paths, secrets, env, io }) =>
      server.prepare({
        port: ports[main],
        extraPorts: portsOf(extra, ports),
        dir: join(paths.serviceData, name),
        password: secrets["demo-database-password"],
        env,
        io,
      }),
    startTimeoutMillis: server.startTimeoutMillis,
    stopSignal: server.stopSignal,
    stopTimeoutMillis: server.stopTimeoutMillis,
  };
}

function portsOf(names: Readonly<Record<string, PortName>>, ports: Ports): Record<string, number> {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, ports[name]]));
}

interface Exporter {
  readonly name: PartName;
  readonly need: NeedName;
  /** What it looks into. */
  readonly of: PartName;
  readonly port: PortName;
  readonly env: (context: PartContext) => Record<string, string>;
}

function exporterPart({ name, need, of, port, env }: Exporter): Part {
  return {
    name,
    demo: true,
    needs: [need],
    after: [of],
    ports: [port],
    address: (ports) => `http://127.0.0.1:${ports[port]}/metrics`,
    probe: (ports) => httpProbe(`http://127.0.0.1:${ports[port]}/metrics`),
    dataDir: () => undefined,
    launch: (context): Promise<Launch> =>
      Promise.resolve({
        file: requireProgram(needs[need].program, context.env),
        args: [`--web.listen-address=127.0.0.1:${context.ports[port]}`],
        env: env(context),
        // It needs no file of anybody's.
        user: "nobody",
      }),
    startTimeoutMillis: 30_000,
    stopSignal: "SIGTERM",
    stopTimeoutMillis: 5_000,
  };
}
