import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import {
  context,
  type Context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { RPCType, setRPCMetadata } from "@opentelemetry/core";
import { contextManager, withSpan } from "../context.ts";
import { Later } from "../engine/later.ts";
import { parentOf } from "../engine/tracer.ts";
import { UnsampledSpan } from "../engine/unsampled-span.ts";
import { Connection } from "./http-server/connection.ts";
import { connections } from "./http-server/connection-slot.ts";
import { learnTraceFields } from "./http-server/headers.ts";
import { HttpServerSpan } from "./http-server/span.ts";
import { exemplifiesUnsampled } from "../metrics/duration/histogram.ts";
import { reportError } from "./lib/errors.ts";
import { createSlot } from "./lib/slot.ts";
import { countSuspicious } from "./lib/suspicious.ts";
import { engineTracer, errorType, recordError } from "./lib/telemetry.ts";
import { warnOfFailure } from "./lib/wrap.ts";

/** Of requests that {@link keepRequests} wants to be known when they are over. */
const requests = createSlot<HttpServerSpan>();

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
/** Mostly there are none, and to look for one takes a hash. */
let ignoresServers = false;

/** Requests of this server are not the application's. */
export function ignoreServer(server: Server): void {
  ignoredServers.add(server);
  ignoresServers = true;
}

/** The route as far as it is known yet. */
export function routeOf(request: IncomingMessage): string | undefined {
  const span = spanOf(request) ?? requests.get(request);
  return span === undefined ? undefined : knownRoute(span);
}

/** Looked up by its connection: a mark on each request would cost more than all the rest of its beginning. */
function spanOf(request: IncomingMessage): HttpServerSpan | undefined {
  // Requests that a framework makes for its tests have no socket.
  const socket = request.socket as Socket | null | undefined;
  return socket ? connections.get(socket)?.spanOf(request) : undefined;
}

function knownRoute(span: HttpServerSpan): string | undefined {
  return span.route ?? span.routeSource?.() ?? span.rpc?.route;
}

interface Started {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly server: Server;
}

/**
 * Server spans from Node's own channels: no patch of `http`, so that a server made before or after us is seen alike.
 * `enterWith` in the start channel makes the span active for the handler, as the channel is published right before
 * the server emits `request`.
 */
export function startHttpServer(): void {
  learnTraceFields();
  subscribe("http.server.request.start", (message) => {
    const start = message as Started;
    if (ignoresServers && ignoredServers.has(start.server)) return;
    try {
      begin(start);
    } catch (thrown) {
      warnOfFailure("http server span", thrown);
    }
  });
  subscribe("http.server.response.finish", (message) => {
    const { request, socket } = message as Started;
    const span = connections.get(socket)?.spanOf(request);
    if (span !== undefined) end(span);
  });
}

function begin({ request, response, socket }: Started): void {
  const tracer = engineTracer();
  if (tracer === undefined) return;
  const connection = connections.get(socket) ?? connect(socket);
  const client = connection.client(request);
  const caller = connection.isTraced ? propagation.extract(ROOT_CONTEXT, request.headers) : ROOT_CONTEXT;
  const parent = caller === ROOT_CONTEXT ? undefined : parentOf(trace.getSpan(caller));
  const shape = connection.shape(request);
  const span = new HttpServerSpan(tracer.origin, parent, { shape, connection, client, request, response });
  if (tracer.sampler.request(span, parent, shape.method, span.target)) tracer.origin.sink.started(span);
  else span.span = new UnsampledSpan(span, span.traceState);
  if (shape.method === "_OTHER") span.setAttribute("http.request.method_original", request.method);
  enter(span, caller, request);
  connection.began(span);
  shape.siblings.count++;
  contextManager.enterWith(span.active);
}

function connect(socket: Socket): Connection {
  const connection = new Connection(socket);
  connections.set(socket, connection);
  socket.on("close", closed);
  return connection;
}

/** A client that goes away leaves no "finish": its spans must still end. One listener for a connection, not for each request. */
function closed(this: Socket): void {
  const connection = connections.get(this);
  for (let span = connection?.open; span !== undefined; span = connection?.open) end(span);
}

function enter(span: HttpServerSpan, caller: Context, request: IncomingMessage): void {
  let active = withSpan(caller, span.span);
  if (keepsRequests) {
    requests.set(request, span);
    active = active.setValue(requestKey, request);
  }
  if (keepsRpcMetadata) {
    span.rpc = { type: RPCType.HTTP, span: span.span };
    active = setRPCMetadata(active, span.rpc);
  }
  span.active = active;
}

function end(span: HttpServerSpan): void {
  if (span.isFinished) return;
  span.isFinished = true;
  span.shape.siblings.count--;
  span.connection.ended(span);
  try {
    conclude(span, span.response as ServerResponse);
    finished.push(span);
  } catch (thrown) {
    warnOfFailure("http server span", thrown);
  }
  // What was begun in a request may outlive it by far: a connection of a pool.
  span.request = undefined;
  span.response = undefined;
  span.error = undefined;
  span.active = ROOT_CONTEXT;
  span.routeSource = undefined;
}

function isKept(span: HttpServerSpan): boolean {
  return span.span === span;
}

/** What only now can be read; it is measured and written later. */
function conclude(span: HttpServerSpan, response: ServerResponse): void {
  const { statusCode } = response;
  const isAnswered = response.writableFinished || response.headersSent;
  span.route = knownRoute(span);
  if (statusCode >= 500 || !isAnswered) span.failure = failureOf(span, isAnswered, statusCode);
  if (isAnswered) span.statusCode = statusCode;
  span.durationMillis = span.age;
  span.isOurs = isKept(span) && span.stop(span.durationMillis);
}

/** A server that does little else answers so fast that a pause of four times as many shows in its slowest percent. */
const batch = 64;
const finished = new Later("http server span", record, batch);

function record(span: HttpServerSpan): void {
  const { shape, route, durationMillis } = span;
  const outcome = shape.outcome(route, span.statusCode, span.failure);
  const exemplary = isKept(span) || exemplifiesUnsampled() ? span : undefined;
  outcome.series.record(durationMillis / 1000, span.startMillis + durationMillis, exemplary);
  countSuspicious(span.target);
  if (!span.isOurs) return;
  span.outcome = outcome;
  if (route !== undefined) span.name = outcome.spanName;
  span.handOver();
}

/** The `error.type` of a request that failed, told to those who want to know. */
function failureOf(span: HttpServerSpan, isAnswered: boolean, statusCode: number): string {
  const { error } = span;
  if (error === undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    return isAnswered ? String(statusCode) : "aborted";
  }
  recordError(span, error);
  if (isAnswered) reportServerError(span, error);
  return errorType(error);
}

function reportServerError({ request, active, route }: HttpServerSpan, error: unknown): void {
  context.with(active, () =>
    reportError({
      error,
      mechanism: "http.server",
      handled: true,
      request: { method: request?.method ?? "GET", url: request?.url ?? "/", headers: request?.headers ?? {} },
      extra: route === undefined ? undefined : { route },
    }),
  );
}

/** Frameworks that know the route of a request say it here; `undefined` when it turned out not to be the one. */
export function setHttpRoute(request: IncomingMessage, route: string | undefined): void {
  const span = spanOf(request);
  if (span !== undefined) span.route = route;
}

/** For frameworks that leave the route somewhere while they handle the request: asked when the request is over. */
export function setHttpRouteSource(request: IncomingMessage, source: () => string | undefined): void {
  const span = spanOf(request);
  if (span !== undefined) span.routeSource = source;
}

/** Frameworks say here what a handler threw; it counts when the answer becomes a 5xx. */
export function setHttpError(request: IncomingMessage, error: unknown): void {
  const span = spanOf(request);
  if (span !== undefined) span.error ??= error;
}
