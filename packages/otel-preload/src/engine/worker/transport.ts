import { readFileSync } from "node:fs";
import type * as http from "node:http";
import type * as https from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { OtlpConfig } from "../../config.ts";
import * as diag from "../../diag.ts";
import { version } from "../../names.ts";
import { judge, type Outcome } from "./answer-status.ts";
import { clientFor } from "./client.ts";
import { describeUnreachable } from "./unreachable.ts";

const gzipAsync = promisify(gzip);
/** What an answer says is in its first bytes; the rest is read so that the connection can be used again, up to a limit. */
const keptBytes = 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;
/** Once the status is there, its body may take so long. */
const bodyMillis = 2000;

/** One OTLP/HTTP address with its connection. `send` makes one attempt and never throws. Neither proxies nor redirects are used. */
export class OtlpTransport {
  private readonly config: OtlpConfig;
  private readonly timeoutMillis: number;
  private readonly agent: http.Agent;

  constructor(config: OtlpConfig, timeoutMillis: number) {
    this.config = config;
    this.timeoutMillis = timeoutMillis;
    const options = { keepAlive: true, maxSockets: 1, ...tlsOptions(config) };
    this.agent = new (clientFor(config.url).Agent)(options);
  }

  async send(body: Uint8Array, form: "http/protobuf" | "http/json"): Promise<Outcome> {
    try {
      const bytes = this.config.compression === "gzip" ? await gzipAsync(body) : body;
      const headers = this.headers(bytes, form);
      return await this.post(bytes, headers).catch((thrown: unknown) => {
        // The collector closed a connection that waited: nothing is wrong, and a fresh one is made.
        if (thrown instanceof StaleConnection) return this.post(bytes, headers);
        throw thrown;
      });
    } catch (thrown) {
      const cause = thrown instanceof StaleConnection ? thrown.cause : thrown;
      return { kind: "away", isUnreachable: true, ...describeUnreachable(cause) };
    }
  }

  private headers(body: Uint8Array, form: "http/protobuf" | "http/json"): http.OutgoingHttpHeaders {
    return {
      ...this.config.headers,
      "user-agent": `org-otel-preload/${version} (OTLP exporter; JavaScript)`,
      "content-type": form === "http/json" ? "application/json" : "application/x-protobuf",
      "content-length": body.byteLength,
      ...(this.config.compression === "gzip" && { "content-encoding": "gzip" }),
    };
  }

  private post(body: Uint8Array, headers: http.OutgoingHttpHeaders): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const { url } = this.config;
    const request = clientFor(url).request(url, { method: "POST", agent: this.agent, headers }, (response) => {
      clearTimeout(timer);
      void readStart(response).then((answer) => resolve(judge(response, answer)));
    });
    // For the whole exchange: an answer that trickles is no answer.
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${this.timeoutMillis} ms`)),
      this.timeoutMillis,
    );
    request.on("close", () => clearTimeout(timer));
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(isStale ? new StaleConnection(error) : error);
    });
    request.end(body);
    return promise;
  }
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
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

function tlsOptions(config: OtlpConfig): https.AgentOptions {
  const options: https.AgentOptions = {};
  const ca = readPem(config.certificateFile, "certificate");
  const key = readPem(config.clientKeyFile, "client key");
  const cert = readPem(config.clientCertificateFile, "client certificate");
  if (ca !== undefined) options.ca = ca;
  if (key !== undefined) options.key = key;
  if (cert !== undefined) options.cert = cert;
  return options;
}

function readPem(file: string | undefined, what: string): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (thrown) {
    diag.warnOnce(
      `the OTLP ${what} ${file} cannot be read (${diag.describeError(thrown)}); connections go on without it`,
    );
    return undefined;
  }
}
