import type * as http from "node:http";
import type { OtlpConfig } from "../../config.ts";
import { judge, type Outcome } from "./answer-status.ts";
import { attempt, NoAnswer, StaleConnection } from "./attempt.ts";
import { clientFor } from "./client.ts";
import { lookup } from "./lookup.ts";
import { afterPause } from "./pace.ts";
import { tlsOptions } from "./tls-files.ts";
import { packed, type Transport, userAgent } from "./transport.ts";

/** What an answer says is in its first bytes; the rest is read so that the connection can be used again, up to a limit. */
const keptBytes = 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;
/** Written at once. The kernel lets nobody else onto the processor while it copies them. */
const pieceBytes = 64 * 1024;
/** Once the status is there, its body may take so long. */
const bodyMillis = 2000;

/** OTLP/HTTP, in protobuf or JSON. */
export class HttpTransport implements Transport {
  private readonly config: OtlpConfig;
  private readonly timeoutMillis: number;
  private readonly agent: http.Agent;

  constructor(config: OtlpConfig, timeoutMillis: number) {
    this.config = config;
    this.timeoutMillis = timeoutMillis;
    const options = { keepAlive: true, maxSockets: 1, lookup, ...tlsOptions(config) };
    this.agent = new (clientFor(config.url).Agent)(options);
  }

  send(body: Uint8Array): Promise<Outcome> {
    const bytes = packed(body, this.config);
    const headers = this.headers(bytes);
    return attempt(() => this.post(bytes, headers));
  }

  private headers(body: Uint8Array): http.OutgoingHttpHeaders {
    const { headers, protocol, compression } = this.config;
    return {
      ...headers,
      "user-agent": userAgent,
      "content-type": protocol === "http/json" ? "application/json" : "application/x-protobuf",
      "content-length": body.byteLength,
      ...(compression === "gzip" && { "content-encoding": "gzip" }),
    };
  }

  private post(body: Uint8Array, headers: http.OutgoingHttpHeaders): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const { url } = this.config;
    const request = clientFor(url).request(url, { method: "POST", agent: this.agent, headers }, (response) => {
      clearTimeout(timer);
      void readStart(response)
        .then((answer) => resolve(judge(response, answer)))
        // Answered before it was all sent: the memory of the rest is the next request's.
        .then(() => !request.writableEnded && request.destroy());
    });
    // For the whole exchange: an answer that trickles is no answer.
    const timer = setTimeout(() => request.destroy(new NoAnswer(this.timeoutMillis)), this.timeoutMillis);
    request.on("close", () => clearTimeout(timer));
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(isStale ? new StaleConnection(error) : error);
    });
    writeInPieces(request, body);
    return promise;
  }
}

function writeInPieces(request: http.ClientRequest, body: Uint8Array): void {
  if (request.destroyed) return;
  if (body.length <= pieceBytes) return void request.end(body);
  request.write(body.subarray(0, pieceBytes), (error) => {
    if (error == null) afterPause(() => writeInPieces(request, body.subarray(pieceBytes)));
  });
}

/** The beginning of a body. The status has said what matters: a body that is huge, endless or broken off changes nothing. */
function readStart(response: http.IncomingMessage): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const timer = setTimeout(() => response.destroy(), bodyMillis);
  response.on("data", (chunk: Buffer) => {
    if (length < keptBytes) chunks.push(chunk);
    length += chunk.length;
    if (length > maxReadBytes) response.destroy();
  });
  response.on("error", () => {});
  response.on("close", () => {
    clearTimeout(timer);
    resolve(Buffer.concat(chunks).subarray(0, keptBytes));
  });
  return promise;
}
