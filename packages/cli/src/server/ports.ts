import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { CliError } from "../error.ts";

// A range that nobody else reaches: below what systems hand out for outgoing connections (Linux from 32768, macOS from
// 49152), between the ports of stacks at every usual offset. Each process has a slice of it, so that two that look at the
// same moment do not find the same port.
const firstPort = 23_800;
const slices = 18;
const portsOfSlice = 100;
let taken = 0;

/** Ports of the loopback address that are free now. All are held at once, so that none is given twice. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  try {
    for (let attempt = 0; held.length < count && attempt < portsOfSlice; attempt++) {
      const slice = firstPort + (process.pid % slices) * portsOfSlice;
      const server = await hold(slice + (taken++ % portsOfSlice));
      if (server !== undefined) held.push(server);
    }
    if (held.length < count) throw new CliError("E_NO_PORT", `${count} free ports: found ${held.length} of them only`);
    return held.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => once(server.close(), "close")));
  }
}

async function hold(port: number): Promise<Server | undefined> {
  const server = createServer();
  try {
    await once(server.listen({ host: "127.0.0.1", port }), "listening");
    return server;
  } catch {
    return undefined;
  }
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
