import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, vi } from "vitest";
import { makeSpool, numbered, startEmitting } from "./emit.ts";

const patient = { timeout: 25_000, interval: 50 };
const mostBytes = 60_000;

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" }).end("{}");
}

test("413 by the length alone, before the body came: smaller requests, and all arrive whole", async () => {
  const bodies: string[] = [];
  let refused = 0;
  const server = createServer((request, response) => {
    let text = "";
    const isTooLong = Number(request.headers["content-length"]) > mostBytes;
    if (isTooLong) {
      refused++;
      answer(response, 413);
    }
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      if (isTooLong) return;
      bodies.push(text);
      answer(response, 200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running = startEmitting({ collector: { url }, spool: makeSpool(), burst: 2000, stays: true });
  const spans = (): string[] =>
    bodies.flatMap((body) => [...body.matchAll(/"name":"(span \d+)"/gu)].map(([, name]) => name as string));
  await vi.waitFor(() => expect(spans()).toHaveLength(2000), patient);
  running.kill("SIGTERM");
  const run = await running.ended;
  server.closeAllConnections();
  server.close();
  expect(spans()).toEqual(numbered("span", 2000));
  for (const body of bodies) expect(() => JSON.parse(body) as unknown).not.toThrow();
  expect(refused).toBeGreaterThan(1);
  expect(run.stderr).not.toMatch(/lost|cannot be delivered/u);
});
