import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { guard } from "../guard/part.ts";
import { httpProbe } from "../process/probe.ts";
import type { Environment, Launch } from "../process/start.ts";
import { backendArguments, backendEnv } from "./arguments.ts";
import { bugsink } from "./bugsink.ts";
import { collectorStart } from "./collector.ts";
import { demoParts } from "./demo-parts.ts";
import type { Part, PartContext, PartName } from "./part.ts";
import type { PortName, Ports } from "./ports.ts";
import type { NativeTarget, Store } from "./topology.ts";

/** What differs between the five servers that are our own builds. */
interface OwnPart {
  readonly name: Store;
  readonly binary: string;
  readonly ports: readonly PortName[];
  /** The port of its address. */
  readonly main: PortName;
  /** Where it tells whether it is ready. */
  readonly health: readonly [port: PortName, path: string];
  readonly stopTimeoutMillis: number;
  readonly env?: (ports: Ports) => Record<string, string>;
}

const ownParts: readonly OwnPart[] = [
  {
    name: "collector",
    binary: "otelcol",
    ports: ["collectorOtlpGrpc", "collectorOtlpHttp", "collectorHealth", "collectorMetrics"],
    main: "collectorOtlpHttp",
    health: ["collectorHealth", "/"],
    // It sends what it holds first; what is left then is on disk and goes out after the next start.
    stopTimeoutMillis: 20_000,
  },
  {
    name: "prometheus",
    binary: "prometheus",
    ports: ["prometheus"],
    main: "prometheus",
    health: ["prometheus", "/-/ready"],
    stopTimeoutMillis: 20_000,
  },
  {
    name: "loki",
    binary: "loki",
    ports: ["lokiHttp", "lokiGrpc"],
    main: "lokiHttp",
    health: ["lokiHttp", "/ready"],
    stopTimeoutMillis: 30_000,
  },
  {
    name: "jaeger",
    binary: "jaeger",
    ports: ["jaegerQuery", "jaegerQueryGrpc", "jaegerOtlpGrpc", "jaegerOtlpHttp", "jaegerHealth", "jaegerMetrics"],
    main: "jaegerQuery",
    health: ["jaegerHealth", "/status"],
    // This version traces its own queries and sends them to port 4317, whoever listens there: among the applications' traces.
    env: (ports) => ({
      OTEL_TRACES_SAMPLER: "always_off",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.jaegerOtlpGrpc}`,
    }),
    stopTimeoutMillis: 20_000,
  },
  {
    name: "alertmanager",
    binary: "alertmanager",
    ports: ["alertmanager"],
    main: "alertmanager",
    health: ["alertmanager", "/-/ready"],
    stopTimeoutMillis: 10_000,
  },
];

/** All parts in the order in which data flows through them. */
export const parts: readonly Part[] = [...ownParts.map(ownPart), bugsink, guard, ...demoParts];

/** The part of that name. */
export function partNamed(name: PartName): Part {
  return parts.find((part) => part.name === name) as Part;
}

/** The stack as its configuration files see it. */
export function nativeTarget({ ports, paths }: Pick<PartContext, "ports" | "paths">): NativeTarget {
  return { kind: "native", ports, dataDir: paths.data, configDir: paths.config };
}

function ownPart(own: OwnPart): Part {
  const [healthPort, healthPath] = own.health;
  return {
    name: own.name,
    demo: false,
    needs: [],
    // Nothing waits for its backend: the collector keeps what it cannot send yet.
    after: [],
    ports: own.ports,
    address: (ports) => `http://127.0.0.1:${ports[own.main]}`,
    probe: (ports) => httpProbe(`http://127.0.0.1:${ports[healthPort]}${healthPath}`),
    dataDir: (paths) => join(paths.data, own.name),
    launch: (context) => launchOwn(own, context),
    // Loki wants to see its ring stable for 15 s first; a long write-ahead log takes Prometheus a while.
    startTimeoutMillis: 120_000,
    stopSignal: "SIGTERM",
    stopTimeoutMillis: own.stopTimeoutMillis,
  };
}

async function launchOwn({ name, binary, env }: OwnPart, context: PartContext): Promise<Launch> {
  const data = join(context.paths.data, name);
  await mkdir(data, { recursive: true, mode: 0o700 });
  const target = nativeTarget(context);
  const command =
    name === "collector"
      ? collectorStart(target, context.env, context.config)
      : {
          arguments: backendArguments(target, name, context.config),
          env: { ...backendEnv(name), ...env?.(context.ports) },
        };
  const file = context.binaries[binary] as string;
  return { file, args: command.arguments, cwd: data, env: { ...proxies(context.env), ...command.env } };
}

// The collector may have to go through a proxy to reach Sentry, Alertmanager to reach a chat.
function proxies(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      /^(https?|no)_proxy$/i.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
