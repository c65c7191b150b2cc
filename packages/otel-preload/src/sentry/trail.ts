import { type AnyValue, type Attributes, SpanKind } from "@opentelemetry/api";
import { hrTimeToMilliseconds } from "@opentelemetry/core";
import type { LogRecordProcessor } from "@opentelemetry/sdk-logs";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Breadcrumb, SeverityLevel } from "@sentry/core";

const maxCrumbs = 30;
const maxTraces = 200;
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

  readonly spanProcessor: SpanProcessor = {
    onStart: (span) => {
      if (span.kind === SpanKind.SERVER || span.kind === SpanKind.CONSUMER)
        this.trace(span.spanContext().traceId).entry = span.name;
    },
    onEnd: (span) => {
      const { traceId } = span.spanContext();
      if (span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER) this.add(traceId, spanCrumb(span));
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };

  readonly logProcessor: LogRecordProcessor = {
    onEmit: (record) => {
      this.add(record.spanContext?.traceId ?? "", {
        type: "default",
        category: record.instrumentationScope.name,
        level: sentryLevel(record.severityNumber ?? 0),
        message: textOf(record.body),
        timestamp: hrTimeToMilliseconds(record.hrTime) / 1000,
      });
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };

  /** Without a trace: what was logged outside of any. */
  of(traceId: string | undefined): Readonly<Trace> {
    return this.traces.get(traceId ?? "") ?? { crumbs: [], entry: undefined };
  }

  private add(traceId: string, crumb: Breadcrumb): void {
    const { crumbs } = this.trace(traceId);
    crumbs.push(crumb);
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

function spanCrumb(span: ReadableSpan): Breadcrumb {
  const attributes: Attributes = span.attributes;
  const failed = attributes["error.type"] !== undefined;
  const crumb: Breadcrumb = {
    timestamp: hrTimeToMilliseconds(span.startTime) / 1000,
    level: failed ? "error" : "info",
  };
  const method = attributes["http.request.method"];
  if (method !== undefined) {
    return {
      ...crumb,
      type: "http",
      category: "http",
      data: { method, url: attributes["url.full"], status_code: attributes["http.response.status_code"] },
    };
  }
  const query = attributes["db.query.text"];
  const system = attributes["db.system.name"] ?? attributes["messaging.system"];
  return {
    ...crumb,
    type: "default",
    category: typeof system === "string" ? system : "span",
    message: shorten(typeof query === "string" ? query : span.name),
  };
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
