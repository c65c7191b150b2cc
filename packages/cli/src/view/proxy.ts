import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Target } from "./routes.ts";
import { sendJson } from "./send.ts";

const timeoutMillis = 60_000;
const mostBodyBytes = 64 * 1024;

/** Passes one request on to a part of the stack. A part that does not answer is one clear line for the page. */
export async function passOn({ url, part }: Target, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.on("close", () => left.abort());
  try {
    const body = request.method === "POST" ? await bodyOf(request) : undefined;
    const answer = await fetch(url, {
      method: request.method ?? "GET",
      redirect: "error",
      signal: AbortSignal.any([left.signal, AbortSignal.timeout(timeoutMillis)]),
      ...(body !== undefined && { body, headers: { "content-type": "application/json" } }),
    });
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "text/plain",
      "cache-control": "no-store",
    });
    if (answer.body === null) response.end();
    else await pipeline(Readable.fromWeb(answer.body), response);
  } catch (error) {
    if (left.signal.aborted || response.headersSent) response.destroy();
    else if (error instanceof TooLarge) sendJson(response, 413, { error: error.message });
    else sendJson(response, 502, { error: problemOf(part, url, error) });
  }
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBodyBytes) throw new TooLarge(`expected a body of at most ${mostBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function problemOf(part: string, url: string, error: unknown): string {
  const { message, name, cause } = error as Error & { cause?: { code?: string } };
  const { origin } = new URL(url);
  const why = name === "TimeoutError" ? `no answer within ${timeoutMillis / 1000} s` : (cause?.code ?? message);
  return `${part} at ${origin} does not answer (${why}); otelstack status shows how it is`;
}
