import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Ports of the loopback address that are free now. All are held at once, so that none is given twice. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** True when somebody listens there. */
export async function isBusy(port: number): Promise<boolean> {
  // Connecting as well: some systems let us listen on 127.0.0.1 beside somebody who listens on every address.
  return (await answers(port)) || !(await canListen(port));
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen({ host: "127.0.0.1", port }), "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
