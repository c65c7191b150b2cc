import { subscribe } from "node:diagnostics_channel";
import { isTracingSuppressed } from "@opentelemetry/core";
import { contextManager } from "../context.ts";
import { injectFor } from "./http-client/inject.ts";
import type { ClientServer } from "./http-client/shape.ts";
import { type HttpClientSpan, startClientSpan } from "./http-client/span.ts";
import { Generations } from "./lib/generations.ts";
import { createSlot } from "./lib/slot.ts";
import { warnOfFailure } from "./lib/wrap.ts";

interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  readonly headers: string | readonly unknown[];
  addHeader(name: string, value: string): void;
}

const spans = createSlot<HttpClientSpan>();

/** Client spans of `fetch` and of undici, whichever copy the application uses: the channels are shared. */
export function startUndici(): void {
  on("undici:request:create", begin);
  on("undici:request:headers", ({ request, response }) => {
    const span = spans.get(request);
    if (span !== undefined) span.statusCode = response?.statusCode;
  });
  on("undici:request:trailers", ({ request }) => finish(request));
  // An aborted body comes after the headers: the status is known and part of the span.
  on("undici:request:error", ({ request, error }) => finish(request, error));
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number };
  readonly error?: unknown;
}

function on(channel: string, handle: (message: UndiciMessage) => void): void {
  subscribe(channel, (message) => {
    try {
      handle(message as UndiciMessage);
    } catch (thrown) {
      warnOfFailure("fetch span", thrown);
    }
  });
}

function finish(request: UndiciRequest, error?: unknown): void {
  const span = spans.get(request);
  span?.finish(span.statusCode, error);
}

function begin({ request }: UndiciMessage): void {
  const active = contextManager.active();
  if (isTracingSuppressed(active)) return;
  const { protocol, host, port } = serverOf(String(request.origin));
  const span = startClientSpan({ method: request.method, protocol, host, port, path: request.path }, active);
  if (span === undefined) return;
  spans.set(request, span);
  injectFor(span, active, host, request, setter);
}

const servers = new Generations<string, ClientServer>(500);

function serverOf(origin: string): ClientServer {
  let server = servers.get(origin);
  if (server === undefined) {
    const { protocol: scheme, hostname: host, port } = new URL(origin);
    const protocol = scheme === "https:" ? "https" : "http";
    server = { protocol, host, port: Number(port) || (protocol === "https" ? 443 : 80) };
    servers.set(origin, server);
  }
  return server;
}

const setter = {
  set: (request: UndiciRequest, key: string, value: string): void => {
    if (!hasHeader(request, key)) request.addHeader(key, value);
  },
};

/** A header the application set itself wins. undici ≤ 6 keeps headers as one string, later ones as a flat list. */
function hasHeader(request: UndiciRequest, name: string): boolean {
  if (typeof request.headers === "string")
    return request.headers.toLowerCase().includes(`\n${name}:`) || request.headers.toLowerCase().startsWith(`${name}:`);
  for (let i = 0; i < request.headers.length; i += 2)
    if (String(request.headers[i]).toLowerCase() === name) return true;
  return false;
}
