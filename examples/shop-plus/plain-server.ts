import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface PlainRequest {
  readonly method: string;
  readonly url: string;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
}

export interface PlainAnswer {
  readonly status: number;
  readonly body: object;
}

export type Answer = (request: PlainRequest) => PlainAnswer | Promise<PlainAnswer>;

/** A JSON server on loopback for those parts that need no framework. */
export async function startPlainServer(port: number, answer: Answer): Promise<{ server: Server; port: number }> {
  const server = createServer(async (request, response) => {
    const body: unknown = await json(request).catch(() => undefined);
    const { status, body: content } = await answer({ method: request.method ?? "GET", url: request.url ?? "/", body });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
