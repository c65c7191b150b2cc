import { hostname } from "node:os";
import { timingOf, type Config } from "@org/otel-grafana";
import { CliError } from "../error.ts";
import { defaultConfigOf } from "./config.ts";
import { requireToken } from "./token.ts";
import { addressOf, configDirOf, dataDirOf, listenHostOf, portsOf, type StackTarget } from "./topology.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface CollectorStart {
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Overlay {
  readonly file: string;
  /** The variables that ask for the overlay: one of them set means all must be. */
  readonly variables: readonly string[];
  /** What it adds to the list `service.extensions`, which a later file would otherwise replace. */
  readonly extensions: readonly string[];
}

const baseExtensions = ["health_check", "file_storage/traces", "file_storage/logs", "file_storage/metrics"];

/** The overlays of `collector/overlays/` that the environment can ask for, in the order they are given to the collector. */
export const overlays: readonly Overlay[] = [
  { file: "tail-sampling.yaml", variables: ["TAIL_SAMPLING_PERCENT"], extensions: [] },
  { file: "tempo.yaml", variables: ["TEMPO_OTLP_ENDPOINT"], extensions: [] },
  {
    file: "sentry.yaml",
    variables: ["SENTRY_OTLP_TRACES_ENDPOINT", "SENTRY_OTLP_LOGS_ENDPOINT", "SENTRY_OTLP_KEY"],
    extensions: ["file_storage/sentry"],
  },
  { file: "token.yaml", variables: ["OTLP_TOKEN"], extensions: ["bearertokenauth/otlp"] },
];

/** The variables `otel-collector.yaml` reads; without them it stands for a stack on loopback with the base ports. */
function collectorEnv(target: StackTarget, config: Config): Record<string, string> {
  const listen = listenHostOf(target);
  const ports = portsOf(target);
  return {
    COLLECTOR_OTLP_GRPC: `${listen}:${ports.collectorOtlpGrpc}`,
    COLLECTOR_OTLP_HTTP: `${listen}:${ports.collectorOtlpHttp}`,
    COLLECTOR_HEALTH: `${listen}:${ports.collectorHealth}`,
    COLLECTOR_METRICS_HOST: listen,
    COLLECTOR_METRICS_PORT: String(ports.collectorMetrics),
    COLLECTOR_STORAGE: dataDirOf(target, "collector"),
    COLLECTOR_MEMORY_MIB: "400",
    COLLECTOR_INTERVAL: timingOf(config).exported,
    COLLECTOR_HOST_NAME: target.kind === "native" ? hostname() : "docker",
    COLLECTOR_TRACES_ENDPOINT: `http://${addressOf(target, "jaegerOtlpHttp")}`,
    COLLECTOR_METRICS_ENDPOINT: `http://${addressOf(target, "prometheus")}/api/v1/otlp`,
    COLLECTOR_LOGS_ENDPOINT: `http://${addressOf(target, "lokiHttp")}/otlp`,
  };
}

/**
 * How to start the collector: its arguments, and its environment with what `env` (the user's) overrides.
 * Throws a {@link CliError} when it would listen beyond loopback without a token, or when an overlay is asked for in part.
 */
export function collectorStart(
  target: StackTarget,
  env: Env,
  config: Config = defaultConfigOf(target),
): CollectorStart {
  const chosen = overlays.filter((overlay) => isAskedFor(overlay, env));
  const own = collectorEnv(target, config);
  const passed = [
    ...Object.keys(own),
    ...chosen.flatMap((overlay) => overlay.variables),
    "COLLECTOR_HOST_NAME",
    "TAIL_SAMPLING_SLOW_MILLIS",
  ];
  for (const name of passed) {
    const value = env[name];
    if (value) own[name] = value;
  }
  if (target.kind === "native") {
    const { COLLECTOR_OTLP_GRPC = "", COLLECTOR_OTLP_HTTP = "" } = own;
    requireToken({ COLLECTOR_OTLP_GRPC, COLLECTOR_OTLP_HTTP }, env["OTLP_TOKEN"]);
  }
  // Go collects harder before memory_limiter has to refuse.
  own["GOMEMLIMIT"] = `${own["COLLECTOR_MEMORY_MIB"]}MiB`;
  const extensions = extensionsOf(chosen);
  if (extensions !== undefined) own["COLLECTOR_EXTENSIONS"] = extensions;
  return { arguments: collectorArguments(configDirOf(target, "collector"), chosen), env: own };
}

/** What docker-compose.yml takes from its environment for the collector: the arguments behind the first one, and the list they refer to. */
export function collectorComposeVariables(env: Env): Record<string, string> {
  const { arguments: args, env: variables } = collectorStart({ kind: "compose" }, env);
  return { COLLECTOR_ARGS: args.slice(1).join(" "), COLLECTOR_EXTENSIONS: variables["COLLECTOR_EXTENSIONS"] ?? "" };
}

/**
 * The `--config` arguments; none holds a space, because compose splits them. The last one, read from a variable, restores
 * the union of the extension lists: in the collector a later list replaces an earlier one.
 */
function collectorArguments(configDir: string, chosen: readonly Overlay[]): string[] {
  const files = ["otel-collector.yaml", ...chosen.map((overlay) => `overlays/${overlay.file}`)];
  const configs = files.map((file) => `--config=${configDir}/${file}`);
  return extensionsOf(chosen) === undefined ? configs : [...configs, "--config=env:COLLECTOR_EXTENSIONS"];
}

function extensionsOf(chosen: readonly Overlay[]): string | undefined {
  const added = chosen.flatMap((overlay) => overlay.extensions);
  return added.length === 0 ? undefined : `service: {extensions: [${[...baseExtensions, ...added].join(", ")}]}`;
}

function isAskedFor(overlay: Overlay, env: Env): boolean {
  const missing = overlay.variables.filter((name) => !env[name]);
  if (missing.length === overlay.variables.length) return false;
  if (missing.length === 0) return true;
  throw new CliError(
    "overlay-variables",
    `${overlay.variables.find((name) => env[name])} is set, but ${missing.join(" and ")} not; collector/overlays/${overlay.file} needs all of them`,
  );
}
