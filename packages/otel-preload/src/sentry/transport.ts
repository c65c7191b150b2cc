import * as http from "node:http";
import * as https from "node:https";
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { BaseTransportOptions, Transport, TransportMakeRequestResponse, TransportRequest } from "@sentry/core";
import * as diag from "../diag.ts";
import { EndpointHealth } from "../exporter/health.ts";
import type { Post } from "../engine/message.ts";

const timeoutMillis = 10_000;
const remedy = "Check SENTRY_DSN and that the address can be reached.";

/** `createTransport` of @sentry/core: rate limits and a bounded queue around `makeRequest`. */
export type CreateTransport = (
  options: BaseTransportOptions,
  makeRequest: (request: TransportRequest) => PromiseLike<TransportMakeRequestResponse>,
) => Transport;

/**
 * Sends Sentry's envelopes untraced and on sockets that do not keep the application alive. What is under way when the
 * process ends can be taken with `drain`.
 */
export class EnvelopeSender {
  private readonly pending = new Map<Post, Promise<TransportMakeRequestResponse>>();
  private readonly health: EndpointHealth;

  constructor(origin: string) {
    this.health = new EndpointHealth("errors for Sentry", origin);
  }

  /** For the `transport` option of a Sentry client. */
  transport(
    create: CreateTransport,
  ): (options: BaseTransportOptions & { headers?: Record<string, string> }) => Transport {
    return (options) =>
      create(options, ({ body }) => {
        const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
        return this.send({
          url: options.url,
          headers: { ...options.headers, "content-type": "application/x-sentry-envelope" },
          body: bytes,
        });
      });
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.pending.values());
  }

  drain(): Post[] {
    const posts = [...this.pending.keys()];
    this.pending.clear();
    return posts;
  }

  private send(post: Post): Promise<TransportMakeRequestResponse> {
    const answer = context.with(suppressTracing(ROOT_CONTEXT), () => request(post));
    this.pending.set(post, answer);
    answer.then(
      ({ statusCode = 0 }) => this.settled(post, statusCode),
      (thrown: unknown) => this.failed(post, diag.describeError(thrown)),
    );
    return answer;
  }

  private settled(post: Post, status: number): void {
    // 429 is no fault: Sentry asks to wait, and the transport does.
    if (status >= 400 && status !== 429) return this.failed(post, `HTTP ${status}`);
    this.pending.delete(post);
    this.health.delivered();
  }

  private failed(post: Post, reason: string): void {
    this.pending.delete(post);
    this.health.failed(reason, 1, remedy);
  }
}

function request({ url, headers, body }: Post): Promise<TransportMakeRequestResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<TransportMakeRequestResponse>();
  const client = url.startsWith("https:") ? https : http;
  const options = {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-length": body.byteLength },
    timeout: timeoutMillis,
  } as const;
  const outgoing = client.request(url, options, (response) => {
    response.resume();
    const one = (name: string): string | null => {
      const value = response.headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    };
    resolve({
      statusCode: response.statusCode ?? 0,
      headers: { "retry-after": one("retry-after"), "x-sentry-rate-limits": one("x-sentry-rate-limits") },
    });
  });
  outgoing.on("socket", (socket) => socket.unref());
  outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeoutMillis} ms`)));
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}
