import { dirname, join } from "node:path";
import { tcpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import { fillFolder, privateFile, runSetup } from "./data-folder.ts";
import { serverAccount, type ServerDefinition, type ServerOptions } from "./definition.ts";
import { requireProgram, type Program } from "./find-program.ts";

/** PostgreSQL's server program; Debian keeps each major version in a folder of its own. */
export const postgresProgram: Program = {
  name: "postgres",
  folders: ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin"],
};

const user = "postgres";

// A StartupMessage of protocol 3.0 for the user "probe": any answer but "starting up" is a server that serves.
const startupMessage = Buffer.from("\0\0\0\x14\0\x03\0\0user\0probe\0\0", "latin1");
const startingUp = "57P03";

/** PostgreSQL on the loopback address, with password authentication and a database of the account's name. */
export const postgres: ServerDefinition = {
  name: "postgres",
  label: "PostgreSQL",
  extraPorts: [],
  user,
  prepare,
  probe: (port) => tcpProbe({ port, send: startupMessage, expect: (answer) => !answer.includes(startingUp) }),
  url: ({ port, password }) => `postgres://${serverAccount}:${password}@127.0.0.1:${port}/${serverAccount}`,
  // "Fast": SIGTERM would wait for every client to leave.
  stopSignal: "SIGINT",
  stopTimeoutMillis: 15_000,
  startTimeoutMillis: 60_000,
};

async function prepare({ dir, port, password, env }: ServerOptions): Promise<Launch> {
  const file = requireProgram(postgresProgram, env);
  await fillFolder(dir, user, (draft) => initialise(file, draft, password));
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    // No socket file: its path must be short, and a data folder's may not be.
    unix_socket_directories: "",
    log_min_messages: "warning",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return { file, args: ["-D", dir, ...flags], cwd: dir, user };
}

async function initialise(file: string, dir: string, password: string): Promise<void> {
  const initdb = join(dirname(file), "initdb");
  const args = ["-D", dir, "-U", serverAccount, "--encoding=UTF8", "--locale=C", "--auth=trust"];
  // A power cut in this second may cost a demo its new data folder; flushing it would cost everybody the wait.
  await runSetup({ file: initdb, args: [...args, "--no-sync"], cwd: dir, user });
  // The single-user server takes SQL on its standard input, so that the password is in no argument and no file.
  const sql = `ALTER USER ${serverAccount} PASSWORD '${password}';\nCREATE DATABASE ${serverAccount};\n`;
  await runSetup({ file, args: ["--single", "-c", "fsync=off", "-D", dir, "postgres"], cwd: dir, user }, sql);
  await privateFile(join(dir, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n", user);
}
