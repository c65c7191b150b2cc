import { createServer } from "node:net";
import { blockedPort } from "../packages/cli/src/stack/blocked-ports.ts";
import { basePorts, portsAt } from "../packages/cli/src/stack/ports.ts";

const lowest = 200;
/** All ports stay below 32768, where the system takes those for outgoing connections. */
const highest = 32_000 - Math.max(...Object.values(basePorts));

/** An offset at which every port of a stack is free now. */
export async function freeOffset(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const offset = lowest + Math.floor(Math.random() * (highest - lowest));
    if (blockedPort(offset) !== undefined) continue;
    const free = await Promise.all(Object.values(portsAt(offset)).map(isFree));
    if (free.every(Boolean)) return offset;
  }
  throw new Error(`no offset found at which all ${Object.keys(basePorts).length} ports of the stack are free`);
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
