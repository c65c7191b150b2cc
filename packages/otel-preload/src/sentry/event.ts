import type { IncomingMessage } from "node:http";
import * as os from "node:os";
import { type Context, propagation, trace } from "@opentelemetry/api";
import type { Event, RequestEventData, StackParser } from "@sentry/core";
import type { ReportedError } from "../instrumentation/lib/errors.ts";
import { isError } from "../instrumentation/lib/exception.ts";
import { toAttributes } from "../instrumentation/lib/log-attributes.ts";
import { requestOf, routeOf } from "../instrumentation/http-server.ts";
import { redactDeep } from "../redact-deep.ts";
import type { Redactor } from "../redact.ts";
import { toExceptions } from "./exception.ts";
import type { Trail } from "./trail.ts";

const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();

/** What Sentry gets of an error that was reported while `active` was the context. */
export function toEvent(reported: ReportedError, active: Context, trail: Trail, parse: StackParser): Event {
  const span = trace.getSpanContext(active);
  const { crumbs, entry } = trail.of(span?.traceId);
  const incoming = requestOf(active);
  const request = requestData(reported.request, incoming);
  const event: Event = {
    level: reported.handled ? "error" : "fatal",
    exception: { values: toExceptions(reported.error, { type: reported.mechanism, handled: reported.handled }, parse) },
    breadcrumbs: [...crumbs],
    contexts: contexts(span),
    extra: { ...details(reported.error), ...reported.extra },
  };
  const transaction = transactionName(incoming, entry);
  if (transaction !== undefined) event.transaction = transaction;
  if (request !== undefined) event.request = request;
  const user = userId(active, incoming);
  if (user !== undefined) event.user = { id: user };
  return event;
}

function contexts(span: { traceId: string; spanId: string } | undefined): NonNullable<Event["contexts"]> {
  return {
    ...(span === undefined ? {} : { trace: { trace_id: span.traceId, span_id: span.spanId } }),
    os: { name: os.type(), version: os.release() },
    app: { app_start_time: startedAt, app_memory: process.memoryUsage.rss() },
    device: { arch: process.arch, memory_size: os.totalmem(), processor_count: os.availableParallelism() },
  };
}

/** What an error carries besides its text: `code`, `errno`, `constraint`. */
function details(thrown: unknown): Record<string, unknown> {
  return isError(thrown) ? toAttributes(thrown, textFields) : {};
}

const textFields: ReadonlySet<string> = new Set(["name", "message", "stack", "cause", "errors"]);

/** Low in cardinality: Sentry and Bugsink group by it. */
function transactionName(incoming: IncomingMessage | undefined, entry: string | undefined): string | undefined {
  const route = incoming === undefined ? undefined : routeOf(incoming);
  return route === undefined ? entry : `${incoming?.method} ${route}`;
}

/** Client addresses are personal data. */
const addressHeaders = /^(?:forwarded|x-forwarded-for|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/u;

function requestData(
  reported: ReportedError["request"],
  incoming: IncomingMessage | undefined,
): RequestEventData | undefined {
  const request = incoming ?? reported;
  if (request === undefined) return undefined;
  const { originalUrl } = request as { originalUrl?: unknown };
  const path = typeof originalUrl === "string" ? originalUrl : (request.url ?? "/");
  const headers = Object.entries(request.headers).filter(
    ([name, value]) => value !== undefined && !addressHeaders.test(name),
  );
  const scheme = incoming !== undefined && "encrypted" in incoming.socket ? "https" : "http";
  const { host } = request.headers;
  const query = path.indexOf("?");
  return {
    method: request.method ?? "GET",
    url: `${scheme}://${typeof host === "string" ? host : "localhost"}${query < 0 ? path : path.slice(0, query)}`,
    ...(query < 0 ? {} : { query_string: path.slice(query + 1) }),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
  };
}

/** An id and nothing else: names and addresses of people are not sent. */
function userId(active: Context, incoming: IncomingMessage | undefined): string | undefined {
  const baggage = propagation.getBaggage(active);
  const carried = baggage?.getEntry("user.id") ?? baggage?.getEntry("enduser.id");
  if (carried !== undefined) return carried.value;
  const { user } = (incoming ?? {}) as { user?: { id?: unknown } | null };
  const id = user?.id;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

/** Everything that came from the application; ids, release and the like stay, as their form may look like a secret's. */
export function redactEvent<E extends Event>(event: E, redactor: Redactor): E {
  const hidden = { ...event };
  for (const part of ["exception", "breadcrumbs", "request", "extra", "user", "transaction", "message"] as const) {
    if (event[part] !== undefined) Object.assign(hidden, { [part]: redactDeep("", event[part], redactor) });
  }
  return hidden;
}
