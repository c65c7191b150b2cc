import { createServer } from "node:net";
import { basePorts, portsAt } from "../packages/cli/src/stack/ports.ts";
import { isBlockedByBrowsers } from "../packages/cli/src/view/blocked-ports.ts";

/** An offset at which every port of a stack is free now. */
export async function freeOffset(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    // The highest port stays below 32768, where the system takes ports for outgoing connections.
    const offset = 1000 + Math.floor(Math.random() * 60) * 100;
    if (isBlockedByBrowsers(portsAt(offset).grafana)) continue;
    const free = await Promise.all(Object.values(portsAt(offset)).map(isFree));
    if (free.every(Boolean)) return offset;
  }
  throw new Error(`no offset found at which all ${Object.keys(basePorts).length} ports of the stack are free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
