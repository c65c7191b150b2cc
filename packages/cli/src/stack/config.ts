import {
  ConfigError,
  defaultConfig,
  loadConfig,
  mergeConfig,
  secondsOf,
  timingOf,
  type Config,
  type ConfigOverride,
} from "@org/otel-grafana";
import { CliError } from "../error.ts";
import { portsOf, type StackTarget } from "./topology.ts";
import type { UpOptions } from "./options.ts";
import { portsAt, type Ports } from "./ports.ts";
import type { StackState } from "./state.ts";

/** The configuration of a stack: the defaults with the addresses under which it is reached, and over them what a user says. */
export function stackConfig(ports: Ports, override: ConfigOverride = {}): Config {
  return mergeConfig(mergeConfig(defaultConfig, addresses(ports)), override);
}

/** What a target has without a word of a user's. */
export function defaultConfigOf(target: StackTarget): Config {
  return stackConfig(portsOf(target));
}

function addresses(ports: Ports): ConfigOverride {
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    grafanaUrl: url(ports.grafana),
    prometheusUrl: url(ports.prometheus),
    alertmanagerUrl: url(ports.alertmanager),
    sentryUrl: url(ports.bugsink),
  };
}

/** The configuration of a stack that is about to start, and what of it the state has to remember. */
export interface ChosenConfig {
  readonly config: Config;
  readonly remembered: Pick<StackState, "configFile" | "metricIntervalMillis">;
}

/** What was asked for now, else what a running stack was started with. A mistake in it is a {@link CliError}, before anything has happened. */
export async function chooseConfig(options: UpOptions, previous: StackState | undefined): Promise<ChosenConfig> {
  const configFile = options.config === undefined ? (options.configFile ?? previous?.configFile) : undefined;
  const override = configFile === undefined ? options.config : await readConfig(configFile);
  const config = stackConfig(portsAt(options.portOffset), override);
  return {
    config,
    remembered: {
      ...(configFile !== undefined && { configFile }),
      ...(config.timeScale !== 1 && { metricIntervalMillis: secondsOf(timingOf(config).exported) * 1000 }),
    },
  };
}

/** A user's configuration file, checked. */
export async function readConfig(file: string): Promise<ConfigOverride> {
  return loadConfig(file).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    const lines = [...error.lines, "nothing was changed"];
    throw new CliError("E_CONFIG", lines.join("\n"));
  });
}
