import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Event } from "@sentry/core";

/** A recording receiver of Sentry envelopes in this process: what a program under the preload sent. Not Sentry, and not a stand-in for one: bugsink.test.ts has the real thing. */
export interface EnvelopeReceiver {
  readonly dsn: string;
  readonly events: Event[];
  /** Raw bodies, for looking for secrets. */
  readonly bodies: string[];
  readonly requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[];
  /** What the receiver answers; change it to test refusals. */
  status: number;
  headers: Record<string, string>;
  close(): Promise<void>;
}

export async function startEnvelopeReceiver(): Promise<EnvelopeReceiver> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      receiver.requests.push({ url: request.url ?? "", headers: request.headers });
      receiver.bodies.push(body);
      if (receiver.status === 200) receiver.events.push(...eventsOf(body));
      response.writeHead(receiver.status, receiver.headers).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: EnvelopeReceiver = {
    dsn: `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/42`,
    events: [],
    bodies: [],
    requests: [],
    status: 200,
    headers: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** An envelope is lines of JSON: its header, then header and payload of each item. */
function eventsOf(body: string): Event[] {
  const [, ...items] = body.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  return items.flatMap((item, index) => (item["type"] === "event" ? [items[index + 1] as Event] : []));
}
