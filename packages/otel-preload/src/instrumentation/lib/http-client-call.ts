import { type Attributes, type Context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { knownMethod, spanNameOf } from "./http-method.ts";
import { errorType, httpClientDuration, recordError, secondsSince, tracer } from "./telemetry.ts";

export interface ClientTarget {
  readonly method: string;
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
  /** With its query. */
  readonly path: string;
}

export interface ClientCall {
  /** The caller's context with the client span, for propagation. */
  readonly context: Context;
  /** Ends span and measurement; later calls do nothing. */
  end(status: number | undefined, error?: unknown, protocolVersion?: string): void;
}

/** One outgoing HTTP request, whichever client sends it. Status 4xx and 5xx are errors (semantic conventions, client spans). */
export function startClientCall(target: ClientTarget, parent: Context): ClientCall {
  const started = performance.now();
  const asked = target.method.toUpperCase();
  const method = knownMethod(asked);
  const standardPort = target.port === (target.protocol === "https" ? 443 : 80);
  const authority = standardPort ? target.host : `${target.host}:${target.port}`;
  const attributes: Attributes = {
    "http.request.method": method,
    "server.address": target.host,
    "server.port": target.port,
    "url.scheme": target.protocol,
  };
  const url = `${target.protocol}://${authority}${target.path}`;
  const span = tracer().startSpan(
    spanNameOf(method),
    { kind: SpanKind.CLIENT, attributes: { ...attributes, "url.full": url } },
    parent,
  );
  if (method !== asked) span.setAttribute("http.request.method_original", asked);
  const active = trace.setSpan(parent, span);
  let ended = false;
  return {
    context: active,
    end(status, error, protocolVersion) {
      if (ended) return;
      ended = true;
      if (status !== undefined) {
        attributes["http.response.status_code"] = status;
        span.setAttribute("http.response.status_code", status);
      }
      if (protocolVersion !== undefined) attributes["network.protocol.version"] = protocolVersion;
      if (error !== undefined) {
        attributes["error.type"] = errorType(error);
        recordError(span, error);
      } else if (status !== undefined && status >= 400) {
        attributes["error.type"] = String(status);
        span.setAttribute("error.type", String(status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      httpClientDuration().record(secondsSince(started), attributes, active);
      span.end();
    },
  };
}
