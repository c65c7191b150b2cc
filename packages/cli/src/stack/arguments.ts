import { configDirOf, dataDirOf, listenHostOf, portsOf, type StackTarget } from "./topology.ts";

export type Backend = "prometheus" | "loki" | "jaeger" | "alertmanager";

/** The command line of each backend: what its configuration file cannot say. The collector's is `collectorStart`. */
export function backendArguments(target: StackTarget, backend: Backend): string[] {
  const listen = listenHostOf(target);
  const ports = portsOf(target);
  const config = configDirOf(target, backend);
  const data = dataDirOf(target, backend);
  switch (backend) {
    case "prometheus":
      return [
        `--config.file=${config}/prometheus.yml`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${listen}:${ports.prometheus}`,
        "--web.enable-otlp-receiver",
        "--enable-feature=exemplar-storage",
        "--log.level=warn",
      ];
    case "loki":
      return [`-config.file=${config}/loki.yaml`];
    case "jaeger":
      return [`--config=${config}/jaeger.yaml`];
    case "alertmanager":
      return [
        `--config.file=${config}/alertmanager.yml`,
        `--storage.path=${data}`,
        `--web.listen-address=${listen}:${ports.alertmanager}`,
        // One node: no gossip port.
        "--cluster.listen-address=",
        "--data.retention=120h",
        "--log.level=warn",
      ];
  }
}
