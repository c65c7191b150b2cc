/** Every port of the stack, once: configs, compose, health checks and the CLI import it. `--port-offset N` adds N to each. */
export const basePorts = {
  collectorOtlpGrpc: 4317,
  collectorOtlpHttp: 4318,
  collectorHealth: 13133,
  collectorMetrics: 8888,
  prometheus: 9090,
  lokiHttp: 3100,
  lokiGrpc: 9096,
  jaegerQuery: 16686,
  jaegerQueryGrpc: 16685,
  jaegerOtlpGrpc: 14317,
  jaegerOtlpHttp: 14318,
  jaegerHealth: 14133,
  jaegerMetrics: 14888,
  alertmanager: 9093,
  bugsink: 8090,
  grafana: 3000,
  postgresExporter: 9187,
  redisExporter: 9121,
  rabbitmqMetrics: 15692,
  // The example shop's servers: not the well-known ports, so that a developer's own PostgreSQL stays reachable.
  postgres: 15432,
  redis: 16379,
  rabbitmq: 15673,
  rabbitmqDist: 25673,
  rabbitmqEpmd: 14369,
} as const;

export type PortName = keyof typeof basePorts;
export type Ports = Readonly<Record<PortName, number>>;

/** All ports moved by `offset` (0 … 30000, an integer). */
export function portsAt(offset: number): Ports {
  return Object.fromEntries(Object.entries(basePorts).map(([name, port]) => [name, port + offset])) as Ports;
}
