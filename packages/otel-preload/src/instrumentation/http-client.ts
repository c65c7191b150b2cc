import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { context, propagation } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { withTargetHost } from "../propagator.ts";
import { type ClientCall, startClientCall } from "./lib/http-client-call.ts";
import { guarded } from "./lib/wrap.ts";

const calls = new WeakMap<ClientRequest, ClientCall>();

/** Client spans of `http` and `https` from Node's own channels. `created` comes before the headers leave. */
export function startHttpClient(): void {
  subscribe("http.client.request.created", (message) => {
    guarded("http client span", () => begin((message as { request: ClientRequest }).request));
  });
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    guarded("http client span", () => calls.get(request)?.end(response.statusCode, undefined, response.httpVersion));
  });
  subscribe("http.client.request.error", (message) => {
    const { request, error } = message as { request: ClientRequest; error: unknown };
    guarded("http client span", () => calls.get(request)?.end(undefined, error));
  });
}

function begin(request: ClientRequest): void {
  const parent = context.active();
  if (isTracingSuppressed(parent)) return;
  const host = request.host ?? "localhost";
  const protocol = request.protocol === "https:" ? "https" : "http";
  const port =
    Number((request as unknown as { port?: number | string }).port) ||
    portOf(request) ||
    (protocol === "https" ? 443 : 80);
  const call = startClientCall({ method: request.method, protocol, host, port, path: request.path }, parent);
  calls.set(request, call);
  // Headers given as an array are already serialised: the trace ends here, the request must not.
  if (request.headersSent) return;
  propagation.inject(withTargetHost(call.context, host), request, {
    set: (carrier, key, value) => {
      if (!carrier.hasHeader(key)) carrier.setHeader(key, value);
    },
  });
}

function portOf(request: ClientRequest): number | undefined {
  const header = request.getHeader("host");
  const match = typeof header === "string" ? /:(\d+)$/u.exec(header) : null;
  return match === null ? undefined : Number(match[1]);
}
