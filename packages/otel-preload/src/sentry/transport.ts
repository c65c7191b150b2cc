import type { BaseTransportOptions, Transport, TransportMakeRequestResponse, TransportRequest } from "@sentry/core";
import type { Answer, Post } from "../engine/message.ts";

const remedy = "Check SENTRY_DSN and that the address can be reached.";

/** `createTransport` of @sentry/core: rate limits and a bounded queue around `makeRequest`. */
export type CreateTransport = (
  options: BaseTransportOptions,
  makeRequest: (request: TransportRequest) => PromiseLike<TransportMakeRequestResponse>,
) => Transport;

/** Who posts; what is under way when the process ends is delivered with everything else. */
export interface Poster {
  request(post: Post): Promise<Answer>;
}

/** Hands Sentry's envelopes to the thread that delivers. */
export function createSentryTransport(
  create: CreateTransport,
  poster: Poster,
): (options: BaseTransportOptions & { headers?: Record<string, string> }) => Transport {
  return (options) =>
    create(options, async ({ body }) => {
      const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
      const headers = { ...options.headers, "content-type": "application/x-sentry-envelope" };
      const post = { what: "errors for Sentry", remedy, url: options.url, headers, body: bytes };
      return toResponse(await poster.request(post));
    });
}

function toResponse(answer: Answer): TransportMakeRequestResponse {
  if ("error" in answer) throw new Error(answer.error);
  const one = (name: string): string | null => {
    const value = answer.headers[name];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  };
  return {
    statusCode: answer.status,
    headers: { "retry-after": one("retry-after"), "x-sentry-rate-limits": one("x-sentry-rate-limits") },
  };
}
