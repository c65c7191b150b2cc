import { type Context, trace } from "@opentelemetry/api";
import type { ErrorEvent, Event, StackParser } from "@sentry/core";
import { loadPart } from "../part.ts";
import type * as Core from "./core.ts";
import { createSentryTransport, type Poster } from "./transport.ts";

export interface ClientOptions {
  readonly dsn: string;
  readonly release: string;
  readonly environment: string;
  readonly serverName: string;
  readonly beforeSend: (event: ErrorEvent) => ErrorEvent;
}

export interface SentryClient {
  readonly parse: StackParser;
  /** Synchronous up to the request: also an error that ends the process gets as far as the poster. */
  capture(event: Event, active: Context): void;
}

/**
 * A client of our own beside whatever the application does with Sentry: it is on no global scope, and each event has a
 * scope of its own (docs/decisions/0004). Loading `@sentry/core` costs tens of milliseconds and megabytes, so this
 * happens at the first error.
 */
export function createClient(options: ClientOptions, poster: Poster): SentryClient {
  const { createStackParser, createTransport, nodeStackLineParser, Scope, SDK_VERSION, ServerRuntimeClient } = loadPart(
    "sentry-core",
  ) as typeof Core;
  const parse = createStackParser(nodeStackLineParser());
  const client = new ServerRuntimeClient({
    ...options,
    platform: "node",
    runtime: { name: "node", version: process.version },
    integrations: [],
    stackParser: parse,
    transport: createSentryTransport(createTransport, poster),
    // No spans go through this client, and no timers of it shall run.
    traceLifecycle: "static",
    sendClientReports: false,
    _metadata: { sdk: { name: "sentry.javascript.node", version: SDK_VERSION } },
  });
  return {
    parse,
    capture(event, active) {
      const scope = new Scope();
      const span = trace.getSpanContext(active);
      if (span !== undefined)
        scope.setPropagationContext({ traceId: span.traceId, propagationSpanId: span.spanId, sampleRand: 0 });
      client.captureEvent(event, {}, scope);
    },
  };
}
