import { join } from "node:path";
import { tcpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import { fillFolder, privateFile, runSetup } from "./data-folder.ts";
import { serverAccount, type ServerDefinition, type ServerOptions } from "./definition.ts";
import { requireProgram, type Program } from "./find-program.ts";

export const mariadbProgram: Program = { name: "mariadbd", folders: ["/usr/sbin"] };
const installProgram: Program = { name: "mariadb-install-db", folders: ["/usr/bin"] };

const user = "mysql";
// Byte 4 of the first packet of the handshake: protocol version 10; the server speaks first.
const protocolVersion = 10;

/** MariaDB on the loopback address, a database and an account `shop`; root only through its socket. */
export const mariadb: ServerDefinition = {
  name: "mariadb",
  label: "MariaDB",
  extraPorts: [],
  user,
  prepare,
  probe: (port) => tcpProbe({ port, send: "", expect: (answer) => answer[4] === protocolVersion }),
  url: ({ port, password }) => `mysql://${serverAccount}:${password}@127.0.0.1:${port}/${serverAccount}`,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 20_000,
  startTimeoutMillis: 60_000,
};

async function prepare({ dir, port, password, env }: ServerOptions): Promise<Launch> {
  const file = requireProgram(mariadbProgram, env);
  const install = requireProgram(installProgram, env);
  await fillFolder(dir, user, (draft) => {
    const args = ["--no-defaults", `--datadir=${draft}`, "--skip-test-db"];
    const login = "--auth-root-authentication-method=socket";
    return runSetup({ file: install, args: [...args, login], cwd: draft, user });
  });
  const account = `'${serverAccount}'@'127.0.0.1'`;
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${serverAccount};`,
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO ${account};`,
  ];
  await privateFile(join(dir, "start.sql"), `${statements.join("\n")}\n`, user);
  const flags = [
    `--datadir=${dir}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    // Relative to the data folder: a socket's full path may not be longer than 107 bytes.
    "--socket=mariadb.sock",
    "--skip-name-resolve",
    `--init-file=${join(dir, "start.sql")}`,
    "--innodb-buffer-pool-size=32M",
  ];
  return { file, args: ["--no-defaults", ...flags], cwd: dir, user };
}
