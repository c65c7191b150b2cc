import { join } from "node:path";
import { tcpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import { ownFolder, privateFile } from "./data-folder.ts";
import { serverAccount, type ServerDefinition, type ServerOptions } from "./definition.ts";
import { requireProgram, type Program } from "./find-program.ts";

/** The server script itself: Debian's wrapper of the same name on the PATH switches accounts and folders. */
export const rabbitmqProgram: Program = { name: "rabbitmq-server", folders: ["/usr/lib/rabbitmq/bin"] };
const epmdProgram: Program = { name: "epmd" };

const user = "rabbitmq";

/** RabbitMQ with its Prometheus plugin and a port mapper (epmd) of its own, all on the loopback address. */
export const rabbitmq: ServerDefinition = {
  name: "rabbitmq",
  label: "RabbitMQ",
  extraPorts: ["dist", "epmd", "metrics"],
  user,
  prepare,
  // A Connection.Start frame of AMQP 0-9-1: type 1, channel 0. Its listener opens last, so all is up by then.
  probe: (port) => tcpProbe({ port, send: "AMQP\0\0\x09\x01", expect: (answer) => answer[0] === 1 }),
  url: ({ port, password }) => `amqp://${serverAccount}:${password}@127.0.0.1:${port}`,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 20_000,
  startTimeoutMillis: 90_000,
};

async function prepare(options: ServerOptions): Promise<Launch> {
  const { dir, env } = options;
  const server = requireProgram(rabbitmqProgram, env);
  const epmd = requireProgram(epmdProgram, env);
  await ownFolder(dir, user);
  const config = join(dir, "rabbitmq.conf");
  const plugins = join(dir, "enabled_plugins");
  await privateFile(config, settings(options), user);
  await privateFile(plugins, "[rabbitmq_prometheus].\n", user);
  return {
    // Erlang would start epmd as a daemon in a session of its own, which would outlive us: so it is there before, in our group.
    file: "/bin/sh",
    args: ["-c", '"$0" -address 127.0.0.1 & exec "$1"', epmd, server],
    env: serverEnvironment(options, { config, plugins }),
    cwd: dir,
    user,
  };
}

function settings({ port, password, extraPorts }: ServerOptions): string {
  const lines = [
    `listeners.tcp.local = 127.0.0.1:${port}`,
    "prometheus.tcp.ip = 127.0.0.1",
    `prometheus.tcp.port = ${extraPorts["metrics"]}`,
    // Taken when the data folder is new.
    `default_user = ${serverAccount}`,
    `default_pass = ${password}`,
    // Demo data must not fill a disk, nor stop the broker on a small one.
    "disk_free_limit.absolute = 200MB",
    "vm_memory_high_watermark.absolute = 256MB",
    "log.console = true",
    "log.console.level = warning",
    "log.file = false",
    // A health check is a client that leaves without a goodbye.
    "log.connection.level = error",
  ];
  return `${lines.join("\n")}\n`;
}

function serverEnvironment(
  { dir, extraPorts }: ServerOptions,
  files: { readonly config: string; readonly plugins: string },
): Record<string, string> {
  return {
    // The cookie that lets nodes talk to each other is made here.
    HOME: dir,
    RABBITMQ_NODENAME: "otelstack@localhost",
    RABBITMQ_DIST_PORT: String(extraPorts["dist"]),
    ERL_EPMD_PORT: String(extraPorts["epmd"]),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    RABBITMQ_CONFIG_FILE: files.config,
    RABBITMQ_ENABLED_PLUGINS_FILE: files.plugins,
    RABBITMQ_MNESIA_BASE: join(dir, "mnesia"),
    RABBITMQ_LOG_BASE: join(dir, "log"),
    RABBITMQ_GENERATED_CONFIG_DIR: join(dir, "generated"),
    // A machine-wide environment file of the package must not mix in.
    RABBITMQ_CONF_ENV_FILE: join(dir, "none"),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
    // Makes the script replace itself by the server: signals then reach the server, and its pid is the part's.
    RUNNING_UNDER_SYSTEMD: "true",
  };
}
