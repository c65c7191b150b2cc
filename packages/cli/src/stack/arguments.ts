import { timingOf, type Config, type Timing } from "@org/otel-grafana";
import { defaultConfigOf } from "./config.ts";
import type { Ports } from "./ports.ts";
import { configDirOf, dataDirOf, listenHostOf, portsOf, type StackTarget } from "./topology.ts";

export type Backend = "prometheus" | "loki" | "jaeger" | "alertmanager";

/** Where one backend finds and leaves things, for one target. */
interface Places {
  readonly config: string;
  readonly data: string;
  readonly listen: string;
  readonly ports: Ports;
  readonly stack: Config;
  readonly timing: Timing;
}

const argumentsOf: Readonly<Record<Backend, (places: Places) => string[]>> = {
  prometheus: ({ config, data, listen, ports, stack, timing }) => [
    `--config.file=${config}/prometheus.yml`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${listen}:${ports.prometheus}`,
    ...externalUrl(stack.prometheusUrl),
    "--web.enable-otlp-receiver",
    "--enable-feature=exemplar-storage",
    `--query.lookback-delta=${timing.lookback}`,
    `--rules.alert.resend-delay=${timing.resend}`,
    "--log.level=warn",
  ],
  loki: ({ config }) => [`-config.file=${config}/loki.yaml`],
  jaeger: ({ config }) => [`--config=${config}/jaeger.yaml`],
  alertmanager: ({ config, data, listen, ports, stack }) => [
    `--config.file=${config}/alertmanager.yml`,
    `--storage.path=${data}`,
    `--web.listen-address=${listen}:${ports.alertmanager}`,
    ...externalUrl(stack.alertmanagerUrl),
    // One node: no gossip port.
    "--cluster.listen-address=",
    "--data.retention=120h",
    "--log.level=warn",
  ],
};

// For Go's collector. Without it a burst made Jaeger twice as large: 771 MB resident at its peak instead of 398 MB with
// 256MiB, 75,000 spans in half a minute. Prometheus sets its own.
const memoryLimits: Readonly<Partial<Record<Backend, string>>> = { loki: "512MiB", jaeger: "384MiB" };

// What links in notifications begin with. A path in it belongs to whatever stands in front: the server itself answers at its root.
function externalUrl(url: string): string[] {
  return [`--web.external-url=${url}`, "--web.route-prefix=/"];
}

/** The command line of each backend: what its configuration file cannot say. The collector's is `collectorStart`. */
export function backendArguments(
  target: StackTarget,
  backend: Backend,
  stack: Config = defaultConfigOf(target),
): string[] {
  return argumentsOf[backend]({
    config: configDirOf(target, backend),
    data: dataDirOf(target, backend),
    listen: listenHostOf(target),
    ports: portsOf(target),
    stack,
    timing: timingOf(stack),
  });
}

/** The environment of each backend. */
export function backendEnv(backend: Backend): Record<string, string> {
  const limit = memoryLimits[backend];
  return limit === undefined ? {} : { GOMEMLIMIT: limit };
}
