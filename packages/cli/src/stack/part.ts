import type { Config } from "@org/otel-grafana";
import type { Io } from "../io.ts";
import type { Probe } from "../process/ready.ts";
import type { Environment, Launch } from "../process/start.ts";
import type { NeedName } from "../server/need.ts";
import type { StackPaths } from "./home.ts";
import type { PortName, Ports } from "./ports.ts";
import type { Secrets } from "./secrets.ts";

export const partNames = [
  "collector",
  "prometheus",
  "loki",
  "jaeger",
  "alertmanager",
  "bugsink",
  "guard",
  "postgres-exporter",
  "redis-exporter",
  "rabbitmq",
  "redis",
  "postgres",
] as const;

export type PartName = (typeof partNames)[number];

/** What a part may use to find out how it is started. */
export interface PartContext {
  readonly config: Config;
  readonly ports: Ports;
  readonly paths: StackPaths;
  readonly secrets: Secrets;
  /** Absolute paths of our own builds, by name. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly env: Environment;
  readonly io: Io;
}

/** One process of the stack, as data. */
export interface Part {
  readonly name: PartName;
  /** Only started with `--demo`. */
  readonly demo: boolean;
  /** Programs of the system's packages that it needs. */
  readonly needs: readonly NeedName[];
  /** Started once these are healthy, if they are started at all. */
  readonly after: readonly PartName[];
  readonly ports: readonly PortName[];
  /** Where people and programs find it. */
  address(ports: Ports): string;
  probe(ports: Ports): Probe;
  /** Its data, or undefined when it keeps none. */
  dataDir(paths: StackPaths): string | undefined;
  /** Prepares its data folder and says how to start it. */
  launch(context: PartContext): Promise<Launch>;
  readonly startTimeoutMillis: number;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMillis: number;
}
