import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import {
  type Attributes,
  context,
  type Context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { type RPCMetadata, RPCType, setRPCMetadata } from "@opentelemetry/core";
import { contextManager } from "../context.ts";
import { type ActiveRequests, requestBegan } from "./lib/active-requests.ts";
import { reportError } from "./lib/errors.ts";
import { countSuspicious } from "./lib/suspicious.ts";
import { errorType, httpServerDuration, recordError, secondsSince, tracer } from "./lib/telemetry.ts";
import { guarded } from "./lib/wrap.ts";

interface ServerRequest {
  readonly span: Span;
  readonly active: Context;
  readonly startedMillis: number;
  readonly attributes: Attributes;
  readonly request: IncomingMessage;
  readonly siblings: ActiveRequests;
  route: string | undefined;
  /** For frameworks that know only at the end. */
  routeSource: (() => string | undefined) | undefined;
  readonly rpc: RPCMetadata | undefined;
  error: unknown;
  ended: boolean;
}

const live = new WeakMap<IncomingMessage, ServerRequest>();

const requestKey = createContextKey("otel-preload request");
let keepsRequests = false;

/** From now on the context of a request holds the request, for those who tell of errors. */
export function keepRequests(): void {
  keepsRequests = true;
}

export function requestOf(active: Context): IncomingMessage | undefined {
  return active.getValue(requestKey) as IncomingMessage | undefined;
}

let keepsRpcMetadata = false;

/** From now on the context of a request holds what OpenTelemetry's instrumentations of frameworks write the route to. */
export function keepRpcMetadata(): void {
  keepsRpcMetadata = true;
}

const ignoredServers = new WeakSet<Server>();

/** Requests of this server are not the application's. */
export function ignoreServer(server: Server): void {
  ignoredServers.add(server);
}

/** The route as far as it is known yet. */
export function routeOf(request: IncomingMessage): string | undefined {
  const state = live.get(request);
  return state?.route ?? state?.routeSource?.() ?? state?.rpc?.route;
}

const knownMethods: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "QUERY",
]);

/**
 * Server spans from Node's own channels: no patch of `http`, so that a server made before or after us is seen alike.
 * `enterWith` in the start channel makes the span active for the handler, as the channel is published right before
 * the server emits `request`.
 */
export function startHttpServer(): void {
  subscribe("http.server.request.start", (message) => {
    const start = message as { request: IncomingMessage; response: ServerResponse; socket: Socket; server: Server };
    if (!ignoredServers.has(start.server)) guarded("http server span", () => begin(start));
  });
  subscribe("http.server.response.finish", (message) => {
    guarded("http server span", () => end(message as { request: IncomingMessage; response: ServerResponse }));
  });
}

function begin({
  request,
  response,
  socket,
}: {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
}): void {
  const method = knownMethods.has(request.method ?? "") ? (request.method as string) : "_OTHER";
  const scheme = "encrypted" in socket ? "https" : "http";
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const attributes: Attributes = {
    "http.request.method": method,
    "url.scheme": scheme,
    "network.protocol.version": request.httpVersion,
  };
  const span = tracer().startSpan(
    method === "_OTHER" ? "HTTP" : method,
    { kind: SpanKind.SERVER, attributes: { ...attributes, ...requestAttributes(request, socket) } },
    parent,
  );
  const rpc: RPCMetadata | undefined = keepsRpcMetadata ? { type: RPCType.HTTP, span } : undefined;
  const active = requestContext(trace.setSpan(parent, span), request, rpc);
  const state: ServerRequest = {
    span,
    active,
    startedMillis: performance.now(),
    attributes,
    request,
    siblings: requestBegan(method, scheme),
    route: undefined,
    routeSource: undefined,
    rpc,
    error: undefined,
    ended: false,
  };
  live.set(request, state);
  // A client that goes away leaves no "finish": the span must still end.
  response.once("close", () => guarded("http server span", () => finish(state, response)));
  contextManager.enterWith(active);
  countSuspicious(request.url ?? "/");
}

function requestContext(traced: Context, request: IncomingMessage, rpc: RPCMetadata | undefined): Context {
  const active = keepsRequests ? traced.setValue(requestKey, request) : traced;
  return rpc === undefined ? active : setRPCMetadata(active, rpc);
}

function requestAttributes(request: IncomingMessage, socket: Socket): Attributes {
  const target = request.url ?? "/";
  const query = target.indexOf("?");
  const attributes: Attributes = { "url.path": query < 0 ? target : target.slice(0, query) };
  if (query >= 0) attributes["url.query"] = target.slice(query + 1);
  const host = request.headers.host;
  if (host !== undefined) {
    const colon = host.lastIndexOf(":");
    const port = colon > host.lastIndexOf("]") ? Number(host.slice(colon + 1)) : Number.NaN;
    attributes["server.address"] = Number.isNaN(port) ? host : host.slice(0, colon);
    if (!Number.isNaN(port)) attributes["server.port"] = port;
  }
  if (request.headers["user-agent"] !== undefined) attributes["user_agent.original"] = request.headers["user-agent"];
  if (socket.remoteAddress !== undefined) {
    attributes["network.peer.address"] = socket.remoteAddress;
    attributes["client.address"] = forwardedFor(request) ?? socket.remoteAddress;
  }
  if (socket.remotePort !== undefined) attributes["network.peer.port"] = socket.remotePort;
  return attributes;
}

function forwardedFor(request: IncomingMessage): string | undefined {
  const header = request.headers["x-forwarded-for"];
  const first = (Array.isArray(header) ? header[0] : header)?.split(",")[0]?.trim();
  return first === "" ? undefined : first;
}

function end({ request, response }: { request: IncomingMessage; response: ServerResponse }): void {
  const state = live.get(request);
  if (state !== undefined) finish(state, response);
}

function finish(state: ServerRequest, response: ServerResponse): void {
  if (state.ended) return;
  state.ended = true;
  state.siblings.count--;
  const { span, attributes } = state;
  const route = routeOf(state.request);
  state.route = route;
  if (route !== undefined) {
    attributes["http.route"] = route;
    span.setAttribute("http.route", route);
    span.updateName(`${String(attributes["http.request.method"])} ${route}`);
  }
  const status = response.statusCode;
  if (response.writableFinished || response.headersSent) {
    attributes["http.response.status_code"] = status;
    span.setAttribute("http.response.status_code", status);
  }
  markFailure(state, response, status);
  httpServerDuration().record(secondsSince(state.startedMillis), attributes, trace.setSpan(context.active(), span));
  span.end();
}

function markFailure(state: ServerRequest, response: ServerResponse, status: number): void {
  const { span, attributes, error } = state;
  const aborted = !response.writableFinished && !response.headersSent;
  if (status < 500 && !aborted) return;
  attributes["error.type"] = error === undefined ? (aborted ? "aborted" : String(status)) : errorType(error);
  if (error !== undefined) recordError(span, error);
  else span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", attributes["error.type"]);
  if (error !== undefined && !aborted) reportServerError(state, error);
}

function reportServerError({ request, active, route }: ServerRequest, error: unknown): void {
  context.with(active, () =>
    reportError({
      error,
      mechanism: "http.server",
      handled: true,
      request: { method: request.method ?? "GET", url: request.url ?? "/", headers: request.headers },
      extra: route === undefined ? undefined : { route },
    }),
  );
}

/** Frameworks that know the route of a request say it here; `undefined` when it turned out not to be the one. */
export function setHttpRoute(request: IncomingMessage, route: string | undefined): void {
  const state = live.get(request);
  if (state !== undefined) state.route = route;
}

/** For frameworks that leave the route somewhere while they handle the request: asked when the request is over. */
export function setHttpRouteSource(request: IncomingMessage, source: () => string | undefined): void {
  const state = live.get(request);
  if (state !== undefined) state.routeSource = source;
}

/** Frameworks say here what a handler threw; it counts when the answer becomes a 5xx. */
export function setHttpError(request: IncomingMessage, error: unknown): void {
  const state = live.get(request);
  if (state !== undefined) state.error ??= error;
}
