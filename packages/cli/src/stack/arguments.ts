import type { Ports } from "./ports.ts";
import { configDirOf, dataDirOf, listenHostOf, portsOf, type StackTarget } from "./topology.ts";

export type Backend = "prometheus" | "loki" | "jaeger" | "alertmanager";

/** Where one backend finds and leaves things, for one target. */
interface Places {
  readonly config: string;
  readonly data: string;
  readonly listen: string;
  readonly ports: Ports;
}

const argumentsOf: Readonly<Record<Backend, (places: Places) => string[]>> = {
  prometheus: ({ config, data, listen, ports }) => [
    `--config.file=${config}/prometheus.yml`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${listen}:${ports.prometheus}`,
    "--web.enable-otlp-receiver",
    "--enable-feature=exemplar-storage",
    "--log.level=warn",
  ],
  loki: ({ config }) => [`-config.file=${config}/loki.yaml`],
  jaeger: ({ config }) => [`--config=${config}/jaeger.yaml`],
  alertmanager: ({ config, data, listen, ports }) => [
    `--config.file=${config}/alertmanager.yml`,
    `--storage.path=${data}`,
    `--web.listen-address=${listen}:${ports.alertmanager}`,
    // One node: no gossip port.
    "--cluster.listen-address=",
    "--data.retention=120h",
    "--log.level=warn",
  ],
};

// For Go's collector. Without it a burst made Jaeger twice as large: 771 MB resident at its peak instead of 398 MB with
// 256MiB, 75,000 spans in half a minute. Prometheus sets its own.
const memoryLimits: Readonly<Partial<Record<Backend, string>>> = { loki: "512MiB", jaeger: "384MiB" };

/** The command line of each backend: what its configuration file cannot say. The collector's is `collectorStart`. */
export function backendArguments(target: StackTarget, backend: Backend): string[] {
  return argumentsOf[backend]({
    config: configDirOf(target, backend),
    data: dataDirOf(target, backend),
    listen: listenHostOf(target),
    ports: portsOf(target),
  });
}

/** The environment of each backend. */
export function backendEnv(backend: Backend): Record<string, string> {
  const limit = memoryLimits[backend];
  return limit === undefined ? {} : { GOMEMLIMIT: limit };
}
