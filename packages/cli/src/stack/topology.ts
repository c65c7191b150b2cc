import { join } from "node:path";
import { basePorts, type PortName, type Ports } from "./ports.ts";

/** Where the stack runs: everything in which a native and a compose rendering differ follows from this. */
export type StackTarget = NativeTarget | { readonly kind: "compose" };

export interface NativeTarget {
  readonly kind: "native";
  readonly ports: Ports;
  /** Absolute folder; each store gets a sub-folder of its own. */
  readonly dataDir: string;
  /** Absolute folder into which the rendered files are written. */
  readonly configDir: string;
}

/** The compose service that owns each port. `bugsink`, `grafana` and the shop's servers are listed for the port test. */
export const serviceOfPort: Readonly<Record<PortName, string>> = {
  collectorOtlpGrpc: "collector",
  collectorOtlpHttp: "collector",
  collectorHealth: "collector",
  collectorMetrics: "collector",
  prometheus: "prometheus",
  lokiHttp: "loki",
  lokiGrpc: "loki",
  jaegerQuery: "jaeger",
  jaegerQueryGrpc: "jaeger",
  jaegerOtlpGrpc: "jaeger",
  jaegerOtlpHttp: "jaeger",
  jaegerHealth: "jaeger",
  jaegerMetrics: "jaeger",
  alertmanager: "alertmanager",
  bugsink: "bugsink",
  grafana: "grafana",
  postgresExporter: "postgres-exporter",
  redisExporter: "redis-exporter",
  rabbitmqMetrics: "rabbitmq",
  postgres: "postgres",
  redis: "redis",
  rabbitmq: "rabbitmq",
  rabbitmqDist: "rabbitmq",
  rabbitmqEpmd: "rabbitmq",
};

/** The ports of the target: in a container every part keeps its base port. */
export function portsOf(target: StackTarget): Ports {
  return target.kind === "native" ? target.ports : basePorts;
}

/** The address other parts use to reach `port`. */
export function addressOf(target: StackTarget, port: PortName): string {
  const host = target.kind === "native" ? "127.0.0.1" : serviceOfPort[port];
  return `${host}:${portsOf(target)[port]}`;
}

/** What a part binds: loopback natively; inside a container every interface, because compose publishes on loopback only. */
export function listenHostOf(target: StackTarget): string {
  return target.kind === "native" ? "127.0.0.1" : "0.0.0.0";
}

export type Store = "collector" | "prometheus" | "loki" | "jaeger" | "alertmanager";

const containerData: Readonly<Record<Store, string>> = {
  collector: "/var/lib/otelcol",
  prometheus: "/prometheus",
  loki: "/loki",
  jaeger: "/badger",
  alertmanager: "/alertmanager",
};

/** The folder a store keeps its data in. */
export function dataDirOf(target: StackTarget, store: Store): string {
  return target.kind === "native" ? join(target.dataDir, store) : containerData[store];
}

const containerConfig: Readonly<Record<Store, string>> = {
  collector: "/etc/otelcol",
  prometheus: "/etc/prometheus",
  loki: "/etc/loki",
  jaeger: "/etc/jaeger",
  alertmanager: "/etc/alertmanager",
};

/** The folder a part reads its rendered file from. */
export function configDirOf(target: StackTarget, part: Store): string {
  if (target.kind === "compose") return containerConfig[part];
  // Its templates lie beside its file, and belong to it alone.
  return part === "alertmanager" ? join(target.configDir, part) : target.configDir;
}
