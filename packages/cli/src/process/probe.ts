import { connect } from "node:net";
import type { Probe } from "./ready.ts";

const probeTimeoutMillis = 2_000;

/** Ready when a GET is answered with a 2xx status. */
export function httpProbe(url: string): Probe {
  return async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMillis) }).catch((error: unknown) => {
      throw new Error(`${url}: ${describe(error)}`);
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${url}: status ${response.status} ${body.slice(0, 120).trim()}`);
  };
}

/** What is sent to a TCP server, and how its answer must begin. */
export interface Dialogue {
  readonly port: number;
  readonly send: string | Uint8Array;
  readonly expect: (answer: Buffer) => boolean;
}

/** Ready when the server answers the first bytes of its own protocol: an open port alone proves little. */
export function tcpProbe({ port, send, expect }: Dialogue): Probe {
  return () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port });
      const fail = (reason: string) => {
        socket.destroy();
        reject(new Error(`127.0.0.1:${port}: ${reason}`));
      };
      socket.setTimeout(probeTimeoutMillis, () => fail("no answer"));
      socket.on("connect", () => socket.write(send));
      socket.on("error", (error) => fail(error.message));
      socket.on("close", () => fail("connection closed without an answer"));
      socket.on("data", (answer) => {
        if (!expect(answer)) return fail(`unexpected answer ${JSON.stringify(answer.toString("latin1", 0, 40))}`);
        socket.destroy();
        resolve();
      });
    });
}

function describe(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error && cause.message !== "" ? cause.message : (error as Error).message;
}
