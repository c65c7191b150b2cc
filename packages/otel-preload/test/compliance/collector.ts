import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

export interface ScriptedCollector {
  readonly url: string;
  readonly close: () => void;
  readonly requests: readonly {
    readonly atMillis: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  }[];
}

/** A receiver that answers the requests for one path as told, one after the other, and 200 from then on; it records these. */
export async function startCollector(path: string, answers: readonly Answer[]): Promise<ScriptedCollector> {
  const requests: ScriptedCollector["requests"][number][] = [];
  const server = createServer(async (request, response) => {
    const atMillis = performance.now();
    const body = Buffer.concat(await request.toArray());
    const isMeant = request.url === path;
    const { status, headers, body: text = "{}" } = (isMeant ? answers[requests.length] : undefined) ?? { status: 200 };
    if (isMeant) requests.push({ atMillis, headers: request.headers, body });
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close };
}
