import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ensureBinaries } from "../native/build.ts";
import { tcpProbe } from "../process/probe.ts";
import type { Launch } from "../process/start.ts";
import type { ServerDefinition, ServerOptions } from "./definition.ts";

const opMessage = 2013;

/** FerretDB on SQLite: it speaks MongoDB's wire protocol, and is not MongoDB. No login; loopback only. */
export const ferretdb: ServerDefinition = {
  name: "ferretdb",
  label: "FerretDB (MongoDB's protocol)",
  extraPorts: [],
  prepare,
  probe: (port) => tcpProbe({ port, send: helloMessage(), expect: (answer) => answer.readInt32LE(12) === opMessage }),
  url: ({ port }) => `mongodb://127.0.0.1:${port}/shop`,
  stopSignal: "SIGTERM",
  stopTimeoutMillis: 10_000,
  startTimeoutMillis: 30_000,
};

async function prepare({ dir, port, io, env }: ServerOptions): Promise<Launch> {
  const { ferretdb: file } = await ensureBinaries(["ferretdb"], io, env);
  const data = join(dir, "data");
  await mkdir(data, { recursive: true, mode: 0o700 });
  const args = [`--listen-addr=127.0.0.1:${port}`, `--sqlite-url=file:${data}/`];
  return { file: file as string, args, cwd: dir };
}

/** OP_MSG with the document {hello: 1, $db: "admin"}, what every driver says first. */
function helloMessage(): Buffer {
  const message = Buffer.alloc(52);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(1, 4);
  message.writeInt32LE(opMessage, 12);
  message.writeInt32LE(31, 21);
  message.write("\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0", 25, "latin1");
  return message;
}
