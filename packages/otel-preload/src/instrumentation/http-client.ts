import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { isTracingSuppressed } from "@opentelemetry/core";
import { contextManager } from "../context.ts";
import { injectFor } from "./http-client/inject.ts";
import { type HttpClientSpan, startClientSpan } from "./http-client/span.ts";
import { createSlot } from "./lib/slot.ts";
import { warnOfFailure } from "./lib/wrap.ts";

const spans = createSlot<HttpClientSpan>();

interface Told {
  readonly request: ClientRequest;
  readonly response?: IncomingMessage;
  readonly error?: unknown;
}

/** Client spans of `http` and `https` from Node's own channels. `created` comes before the headers leave. */
export function startHttpClient(): void {
  on("http.client.request.created", begin);
  on("http.client.response.finish", ({ request, response }) =>
    spans.get(request)?.finish(response?.statusCode, undefined, response?.httpVersion),
  );
  on("http.client.request.error", ({ request, error }) => spans.get(request)?.finish(undefined, error));
}

function on(channel: string, handle: (told: Told) => void): void {
  subscribe(channel, (message) => {
    try {
      handle(message as Told);
    } catch (thrown) {
      warnOfFailure("http client span", thrown);
    }
  });
}

function begin({ request }: Told): void {
  const active = contextManager.active();
  if (isTracingSuppressed(active)) return;
  const host = request.host ?? "localhost";
  const protocol = request.protocol === "https:" ? "https" : "http";
  const port =
    Number((request as unknown as { port?: number | string }).port) ||
    portOf(request) ||
    (protocol === "https" ? 443 : 80);
  const span = startClientSpan({ method: request.method, protocol, host, port, path: request.path }, active);
  if (span === undefined) return;
  spans.set(request, span);
  // Headers given as an array are already serialised: the trace ends here, the request must not.
  if (!request.headersSent) injectFor(span, active, host, request, setter);
}

const setter = {
  set: (request: ClientRequest, key: string, value: string): void => {
    if (!request.hasHeader(key)) request.setHeader(key, value);
  },
};

function portOf(request: ClientRequest): number | undefined {
  const header = request.getHeader("host");
  const match = typeof header === "string" ? /:(\d+)$/u.exec(header) : null;
  return match === null ? undefined : Number(match[1]);
}
