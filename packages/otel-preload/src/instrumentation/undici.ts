import { subscribe } from "node:diagnostics_channel";
import { context, propagation } from "@opentelemetry/api";
import { isTracingSuppressed } from "@opentelemetry/core";
import { withTargetHost } from "../propagator.ts";
import { type ClientCall, startClientCall } from "./lib/http-client-call.ts";
import { guarded } from "./lib/wrap.ts";

interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  readonly headers: string | readonly unknown[];
  addHeader(name: string, value: string): void;
}

const calls = new WeakMap<UndiciRequest, ClientCall>();
const statuses = new WeakMap<UndiciRequest, number>();

/** Client spans of `fetch` and of undici, whichever copy the application uses: the channels are shared. */
export function startUndici(): void {
  on("undici:request:create", begin);
  on("undici:request:headers", ({ request, response }) => {
    if (response?.statusCode !== undefined) statuses.set(request, response.statusCode);
  });
  on("undici:request:trailers", ({ request }) => calls.get(request)?.end(statuses.get(request)));
  // An aborted body comes after the headers: the status is known and part of the span.
  on("undici:request:error", ({ request, error }) => calls.get(request)?.end(statuses.get(request), error));
}

interface UndiciMessage {
  readonly request: UndiciRequest;
  readonly response?: { readonly statusCode: number };
  readonly error?: unknown;
}

function on(channel: string, handle: (message: UndiciMessage) => void): void {
  subscribe(channel, (message) => guarded("fetch span", () => handle(message as UndiciMessage)));
}

function begin({ request }: UndiciMessage): void {
  const parent = context.active();
  if (isTracingSuppressed(parent)) return;
  const origin = new URL(String(request.origin));
  const protocol = origin.protocol === "https:" ? "https" : "http";
  const port = Number(origin.port) || (protocol === "https" ? 443 : 80);
  const call = startClientCall(
    { method: request.method, protocol, host: origin.hostname, port, path: request.path },
    parent,
  );
  calls.set(request, call);
  propagation.inject(withTargetHost(call.context, origin.hostname), request, {
    set: (carrier, key, value) => {
      if (!hasHeader(carrier, key)) carrier.addHeader(key, value);
    },
  });
}

/** A header the application set itself wins. undici ≤ 6 keeps headers as one string, later ones as a flat list. */
function hasHeader(request: UndiciRequest, name: string): boolean {
  if (typeof request.headers === "string")
    return request.headers.toLowerCase().includes(`\n${name}:`) || request.headers.toLowerCase().startsWith(`${name}:`);
  for (let i = 0; i < request.headers.length; i += 2)
    if (String(request.headers[i]).toLowerCase() === name) return true;
  return false;
}
