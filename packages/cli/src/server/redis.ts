import { join } from "node:path";
import { tcpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import { ownFolder, privateFile } from "./data-folder.ts";
import type { ServerDefinition, ServerOptions } from "./definition.ts";
import { requireProgram, type Program } from "./find-program.ts";

export const redisProgram: Program = { name: "redis-server", folders: ["/usr/bin"] };

const user = "redis";

/** Redis on the loopback address, with a password, its data kept. */
export const redis: ServerDefinition = {
  name: "redis",
  label: "Redis",
  extraPorts: [],
  user,
  prepare,
  // NOAUTH is what a server with a password says to a stranger; LOADING would mean "not yet".
  probe: (port) =>
    tcpProbe({ port, send: "PING\r\n", expect: (answer) => /^(\+PONG|-NOAUTH)/.test(answer.toString("latin1")) }),
  url: ({ port, password }) => `redis://:${password}@127.0.0.1:${port}`,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 10_000,
  startTimeoutMillis: 30_000,
};

async function prepare({ dir, port, password, env }: ServerOptions): Promise<Launch> {
  const file = requireProgram(redisProgram, env);
  await ownFolder(dir, user);
  // In a file: arguments can be read by every account of the machine.
  const settings = [
    `port ${port}`,
    "bind 127.0.0.1",
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    "appendonly yes",
    "maxmemory 128mb",
  ];
  const config = join(dir, "redis.conf");
  await privateFile(config, `${settings.join("\n")}\n`, user);
  return { file, args: [config], cwd: dir, user };
}
