import { type AnyValue, SpanKind } from "@opentelemetry/api";
import type { Breadcrumb, SeverityLevel } from "@sentry/core";
import type { RecordObserver } from "../engine/logger.ts";
import type { EngineSpan } from "../engine/span.ts";
import type { SpanObserver } from "../engine/span-sink.ts";

const maxCrumbs = 30;
/** Well above what waits to be told of (`engine/later.ts`): a trace must be known until all of its calls are. */
const maxTraces = 1000;
const maxMessageCharacters = 500;

/** What has happened in one trace so far. */
interface Trace {
  readonly crumbs: Breadcrumb[];
  /** The span that the work came in by. */
  entry: string | undefined;
}

/**
 * Remembers the last log lines and outgoing calls of each trace that is under way, to be shown with its error. The
 * oldest traces are forgotten: memory stays small whatever the load.
 */
export class Trail {
  private readonly traces = new Map<string, Trace>();

  readonly spanObserver: SpanObserver = {
    started: (span) => {
      if (span.kind === SpanKind.SERVER || span.kind === SpanKind.CONSUMER)
        this.trace(span.spanContext().traceId).entry = span.name;
    },
    ended: (span) => {
      if (span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER)
        this.add(span.spanContext().traceId, spanCrumb(span));
    },
  };

  readonly recordObserver: RecordObserver = ({ spanContext, scope, severity, body, millis }) => {
    this.add(spanContext?.traceId ?? "", {
      type: "default",
      category: scope,
      level: sentryLevel(severity),
      message: textOf(body),
      timestamp: millis / 1000,
    });
  };

  /** Without a trace: what was logged outside of any. */
  of(traceId: string | undefined): Readonly<Trace> {
    return this.traces.get(traceId ?? "") ?? { crumbs: [], entry: undefined };
  }

  private add(traceId: string, crumb: Breadcrumb): void {
    const { crumbs } = this.trace(traceId);
    // Lines and calls are told of a batch each.
    let at = crumbs.length;
    while (at > 0 && timeOf(crumbs[at - 1]) > timeOf(crumb)) at--;
    crumbs.splice(at, 0, crumb);
    if (crumbs.length > maxCrumbs) crumbs.shift();
  }

  private trace(traceId: string): Trace {
    let trace = this.traces.get(traceId);
    if (trace === undefined) {
      trace = { crumbs: [], entry: undefined };
      const oldest = this.traces.size >= maxTraces ? this.traces.keys().next().value : undefined;
      if (oldest !== undefined) this.traces.delete(oldest);
      this.traces.set(traceId, trace);
    }
    return trace;
  }
}

function spanCrumb({ attributes, startMillis, name }: EngineSpan): Breadcrumb {
  const failed = attributes.get("error.type") !== undefined;
  const crumb: Breadcrumb = { timestamp: startMillis / 1000, level: failed ? "error" : "info" };
  const method = attributes.get("http.request.method");
  if (method !== undefined) {
    const url = attributes.get("url.full");
    const status = attributes.get("http.response.status_code");
    return { ...crumb, type: "http", category: "http", data: { method, url, status_code: status } };
  }
  const query = attributes.get("db.query.text");
  const system = attributes.get("db.system.name") ?? attributes.get("messaging.system");
  return {
    ...crumb,
    type: "default",
    category: typeof system === "string" ? system : "span",
    message: shorten(typeof query === "string" ? query : name),
  };
}

function timeOf(crumb: Breadcrumb | undefined): number {
  return crumb?.timestamp ?? 0;
}

function textOf(body: AnyValue): string {
  return shorten(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
}

function shorten(text: string): string {
  return text.length > maxMessageCharacters ? `${text.slice(0, maxMessageCharacters)}…` : text;
}

function sentryLevel(severity: number): SeverityLevel {
  if (severity >= 21) return "fatal";
  if (severity >= 17) return "error";
  if (severity >= 13) return "warning";
  return severity >= 9 ? "info" : "debug";
}
