import { spawn } from "node:child_process";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { startReceiver } from "../../../../test/otlp-receiver.ts";

/** A collector in one state; most of them are none. */
export interface Collector {
  readonly url: string;
  close(): Promise<void>;
}

/** Ways of a collector to be there, or not. */
export const collectors: Readonly<Record<string, () => Promise<Collector>>> = {
  up: startReceiver,
  refusing: async () => Object.assign(await startReceiver(), { status: 503 }),
  down: async () => {
    const gone = await listen(() => {});
    await gone.close();
    return { url: gone.url, close: async () => {} };
  },
  silent: () => listen(() => {}),
  trickling: () =>
    listen((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
      const timer = setInterval(() => socket.write("x"), 100);
      socket.on("close", () => clearInterval(timer));
    }),
  "a black hole": startBlackHole,
};

async function listen(serve: (socket: Socket) => void): Promise<Collector> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    // Whoever gives up resets the connection.
    socket.on("error", () => {}).resume();
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: urlOf(server), close: () => closeAll(server, open) };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeAll(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  for (const socket of open) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

/** A server that stands still and whose queue of connections is full: packets to it get no answer. */
async function startBlackHole(): Promise<Collector> {
  const source = `
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ["-e", source], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString()))),
  );
  child.kill("SIGSTOP");
  const fill = Array.from({ length: 4 }, () => connect({ port, host: "127.0.0.1" }).on("error", () => {}));
  await new Promise((resolve) => fill[0]?.once("connect", resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of fill) socket.destroy();
      child.kill("SIGKILL");
    },
  };
}
