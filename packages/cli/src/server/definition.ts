import type { Io } from "../io.ts";
import type { Probe } from "../process/ready.ts";
import type { Environment, Launch } from "../process/start.ts";

export type ServerName = "postgres" | "redis" | "rabbitmq" | "mariadb" | "kafka" | "ferretdb";

/** What a server is started with. */
export interface ServerOptions {
  /** Where clients connect. */
  readonly port: number;
  /** Its data; made and filled when it is empty. */
  readonly dir: string;
  /** For the account `shop`; hexadecimal, so that it fits into any URL or configuration file. */
  readonly password: string;
  /** The definition's `extraPorts`, by name. */
  readonly extraPorts: Readonly<Record<string, number>>;
  readonly env: Environment;
  readonly io: Io;
}

/** One server program that others make: how it is prepared, started, known to be ready, addressed and stopped. */
export interface ServerDefinition {
  readonly name: ServerName;
  /** As people call it. */
  readonly label: string;
  /** Listeners besides the one for clients. */
  readonly extraPorts: readonly string[];
  /** Makes the data folder if it is not there yet and says how to start the server on it. */
  prepare(options: ServerOptions): Promise<Launch>;
  probe(port: number): Probe;
  url(options: Pick<ServerOptions, "port" | "password">): string;
  /** The account of its Debian package: databases refuse to run as root. */
  readonly user?: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMillis: number;
  readonly startTimeoutMillis: number;
}

/** The account and database that every server is set up with. */
export const serverAccount = "shop";
