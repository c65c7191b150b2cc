import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { OtlpConfig } from "../../config.ts";
import * as diag from "../../diag.ts";
import { version } from "../../names.ts";

export type SendResult =
  | { readonly kind: "delivered"; readonly body: Buffer }
  | { readonly kind: "retry"; readonly reason: string; readonly afterMillis: number | undefined }
  | { readonly kind: "refused"; readonly reason: string; readonly status: number };

const gzipAsync = promisify(gzip);
/** OTLP/HTTP: "Retryable response codes". */
const retryableStatus: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const maxResponseBytes = 64 * 1024;

/** One OTLP/HTTP address with its connection. `send` makes one attempt and never throws. */
export class OtlpTransport {
  private readonly headers: Readonly<Record<string, string>>;
  private readonly agent: http.Agent;
  private readonly config: OtlpConfig;

  constructor(config: OtlpConfig) {
    this.config = config;
    this.headers = {
      ...config.headers,
      "user-agent": `org-otel-preload/${version}`,
      "content-type": config.protocol === "http/json" ? "application/json" : "application/x-protobuf",
    };
    const options = { keepAlive: true, maxSockets: 1, ...tlsOptions(config) };
    this.agent = config.url.startsWith("https:") ? new https.Agent(options) : new http.Agent(options);
  }

  async send(body: Uint8Array): Promise<SendResult> {
    try {
      return await this.post(this.config.compression === "gzip" ? await gzipAsync(body) : body);
    } catch (thrown) {
      return { kind: "retry", reason: diag.describeError(thrown), afterMillis: undefined };
    }
  }

  private post(body: Uint8Array): Promise<SendResult> {
    const { promise, resolve, reject } = Promise.withResolvers<SendResult>();
    const { url, timeoutMillis, compression } = this.config;
    const headers: Record<string, string | number> = { ...this.headers, "content-length": body.byteLength };
    if (compression === "gzip") headers["content-encoding"] = "gzip";
    const request = (url.startsWith("https:") ? https : http).request(
      url,
      { method: "POST", agent: this.agent, headers },
      (response) => collect(response).then((answer) => resolve(judge(response, answer)), reject),
    );
    // For the whole exchange: an answer that trickles is no answer.
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMillis} ms`)), timeoutMillis);
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
    request.end(body);
    return promise;
  }
}

async function collect(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxResponseBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function judge(response: http.IncomingMessage, body: Buffer): SendResult {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: "delivered", body };
  const reason = `HTTP ${status} ${response.statusMessage ?? ""}`.trim();
  if (!retryableStatus.has(status)) return { kind: "refused", reason, status };
  return { kind: "retry", reason, afterMillis: retryAfterMillis(response.headers["retry-after"]) };
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. */
export function retryAfterMillis(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const millis = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return millis >= 0 ? millis : undefined;
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
