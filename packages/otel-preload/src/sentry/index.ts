import { context, trace } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { Config } from "../config.ts";
import * as diag from "../diag.ts";
import { catchUp } from "../engine/later.ts";
import type { RecordObserver } from "../engine/logger.ts";
import type { SpanObserver } from "../engine/span-sink.ts";
import { keepRequests } from "../instrumentation/http-server.ts";
import { onReportedError, type ReportedError } from "../instrumentation/lib/errors.ts";
import { describeException } from "../instrumentation/lib/exception.ts";
import { guarded } from "../instrumentation/lib/wrap.ts";
import type { Redactor } from "../redact.ts";
import { createClient, type SentryClient } from "./client.ts";
import { parseDsn } from "./dsn.ts";
import { redactEvent, toEvent } from "./event.ts";
import { hasOtherClient } from "./other-client.ts";
import { Repeats } from "./repeats.ts";
import { Trail } from "./trail.ts";
import type { Poster } from "./transport.ts";

/** The part that Sentry has in the pipeline. */
export interface SentryLink {
  readonly spanObserver: SpanObserver;
  readonly recordObserver: RecordObserver;
}

/** Makes issues of the errors that instrumentations report; `undefined` without a usable SENTRY_DSN. */
export function startSentry(
  config: Config,
  resource: Resource,
  redactor: Redactor,
  poster: Poster,
): SentryLink | undefined {
  if (config.sentry === undefined) return undefined;
  const dsn = parseDsn(config.sentry.dsn);
  if (dsn === undefined) return undefined;
  const trail = new Trail();
  const repeats = new Repeats();
  const allowance = new Allowance();
  let client: SentryClient | undefined;
  keepRequests();
  onReportedError((reported) => {
    guarded("Sentry event", () => {
      if (!isWanted(reported, repeats, allowance)) return;
      // The trail shows what has ended before.
      catchUp();
      const active = context.active();
      client ??= createClient(
        { ...identity(config, resource), dsn: dsn.text, beforeSend: (event) => redactEvent(event, redactor) },
        poster,
      );
      client.capture(toEvent(reported, active, trail, client.parse), active);
    });
  });
  return {
    spanObserver: trail.spanObserver,
    recordObserver: trail.recordObserver,
  };
}

function isWanted({ error, handled }: ReportedError, repeats: Repeats, allowance: Allowance): boolean {
  const traceId = trace.getSpanContext(context.active())?.traceId;
  if (repeats.has(error, describeException(error), traceId, !handled)) return false;
  if (hasOtherClient()) {
    diag.info(
      "the application has a Sentry client of its own, which makes the issues; the preload makes none beside it",
    );
    return false;
  }
  return !handled || allowance.take();
}

function identity(
  config: Config,
  { attributes }: Resource,
): { release: string; environment: string; serverName: string } {
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const name = text("service.name") ?? "node";
  const version = text("service.version");
  return {
    release: config.sentry?.release ?? (version === undefined ? name : `${name}@${version}`),
    environment: config.sentry?.environment ?? text("deployment.environment.name") ?? "production",
    serverName: text("host.name") ?? "unknown",
  };
}

/** An error storm must not cost the application more than it already does: so many events at once, then so many a second. */
class Allowance {
  private left = 100;
  private readonly perSecond = 10;
  private readonly most = 100;
  private at = performance.now();

  take(): boolean {
    const now = performance.now();
    this.left = Math.min(this.most, this.left + ((now - this.at) / 1000) * this.perSecond);
    this.at = now;
    if (this.left < 1) {
      diag.warnOnce(
        `more than ${this.most} errors at once: Sentry gets ${this.perSecond} a second of them, logs and traces have them all`,
      );
      return false;
    }
    this.left--;
    return true;
  }
}
