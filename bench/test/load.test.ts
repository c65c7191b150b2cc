import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { ClosedLoop } from "../load/closed-loop.ts";
import { answerLength } from "../load/connection.ts";
import { openLoop } from "../load/open-loop.ts";
import { quantile } from "../result/statistics.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, path: "/" };
}

/** Answers nothing for a second, once, as a server whose event loop stands still. */
function stallsOnce(after: number): RequestListener {
  let [requests, stalledUntil] = [0, 0];
  return (_request, response) => {
    if (++requests === after) stalledUntil = performance.now() + 1000;
    setTimeout(() => response.end("hello"), Math.max(0, stalledUntil - performance.now()));
  };
}

test("a stall of one second is in the latency of all that was due meanwhile, with more due than connections", async () => {
  const target = await serve(stallsOnce(100));
  const result = await openLoop(target, { perSecond: 200, warmupSeconds: 0, seconds: 3, connections: 8 });
  expect(result).toMatchObject({ requests: 600, failed: 0 });
  expect(result.latenciesMillis).toHaveLength(600);
  expect(quantile(result.latenciesMillis, 0.99)).toBeGreaterThan(800);
  // Eight connections that wait for their answers would have seen eight slow ones.
  expect(result.latenciesMillis.filter((latency) => latency > 500).length).toBeGreaterThan(60);
});

test("the warm-up is made and left out", async () => {
  let requests = 0;
  const target = await serve((_request, response) => {
    requests++;
    response.end();
  });
  const result = await openLoop(target, { perSecond: 500, warmupSeconds: 0.2, seconds: 0.2, connections: 4 });
  expect([requests, result.requests, result.latenciesMillis.length]).toEqual([200, 200, 100]);
});

test("connections take turns, so that none is idle for long", async () => {
  const requestsOf = new Map<number | undefined, number>();
  const target = await serve((request, response) => {
    const { remotePort } = request.socket;
    requestsOf.set(remotePort, (requestsOf.get(remotePort) ?? 0) + 1);
    response.end();
  });
  await openLoop(target, { perSecond: 100, warmupSeconds: 0, seconds: 0.4, connections: 4 });
  expect(requestsOf.size).toBe(4);
  expect(Math.min(...requestsOf.values())).toBeGreaterThan(4);
});

test("the closed loop counts what the server answered, also in pieces", async () => {
  let answered = 0;
  const target = await serve((_request, response) => {
    response.writeHead(200, { "content-length": 10 });
    response.write("hello");
    setImmediate(() => {
      answered++;
      response.end("world");
    });
  });
  const loop = await ClosedLoop.start(target, 4);
  await expect.poll(() => loop.done).toBeGreaterThan(50);
  loop.stop();
  expect(answered - loop.done).toBeLessThanOrEqual(4);
});

test("an answer that is not 200 makes the round invalid", async () => {
  const target = await serve((_request, response) => {
    response.statusCode = 500;
    response.end("no");
  });
  const loop = await ClosedLoop.start(target, 1);
  await expect.poll(() => loop.failed).toBeGreaterThan(0);
  expect(() => loop.stop()).toThrow("were not answered with 200");
});

test("a server that hangs up makes the round invalid", async () => {
  const target = await serve((request) => request.socket.destroy());
  await expect(openLoop(target, { perSecond: 10, warmupSeconds: 0, seconds: 1, connections: 1 })).rejects.toThrow(
    "closed a connection under load",
  );
  await sleep(0);
});

test("where an answer ends", () => {
  expect(answerLength(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"))).toBe(43);
  expect(answerLength(Buffer.from("HTTP/1.1 200 OK\r\nContent-Le"))).toBeUndefined();
  expect(() => answerLength(Buffer.from("HTTP/1.1 200 OK\r\n\r\n"))).toThrow("without a content-length");
});
