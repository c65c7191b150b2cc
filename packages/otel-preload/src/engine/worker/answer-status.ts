import type { IncomingMessage } from "node:http";

/** What a collector's answer, or its absence, means for the items of the request. */
export type Outcome =
  | { readonly kind: "delivered"; readonly body: Buffer }
  /** Not now: to be tried again soon, or when the collector says. */
  | {
      readonly kind: "away";
      readonly reason: string;
      readonly remedy?: string | undefined;
      readonly afterMillis?: number | undefined;
      /** Nobody answered: it is the same for all signals. */
      readonly isUnreachable: boolean;
      /** The time was up; perhaps a smaller request arrives within it. */
      readonly isLate?: boolean | undefined;
    }
  /** Not as things are set up: somebody has to change an address or a token, so the items are kept. */
  | { readonly kind: "misconfigured"; readonly reason: string; readonly remedy: string }
  /** Too large: in smaller requests. */
  | { readonly kind: "too-large"; readonly reason: string }
  /** Something in it cannot be read: to be found. */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** For good, whatever is in it. */
  | { readonly kind: "refused"; readonly reason: string };

/** A collector that asks for more patience than this is asked again nevertheless. */
export const maxRetryAfterMillis = 60_000;
/** OTLP/HTTP, "Retryable response codes"; and 408, which says of itself that it may be repeated (RFC 9110 §15.5.9). */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

const hints: Readonly<Record<number, string>> = {
  401: "It wants a valid token: check OTEL_EXPORTER_OTLP_HEADERS.",
  403: "The token may not write there: check OTEL_EXPORTER_OTLP_HEADERS.",
  404: "There is no such path: check OTEL_EXPORTER_OTLP_ENDPOINT, to which /v1/traces, /v1/logs and /v1/metrics are appended.",
  405: "It takes no POST: check OTEL_EXPORTER_OTLP_ENDPOINT.",
  407: "A proxy wants a login; the preload uses none: check OTEL_EXPORTER_OTLP_ENDPOINT.",
};
const hint = "Check OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.";

export type AnswerHead = Pick<IncomingMessage, "statusCode" | "statusMessage" | "headers">;

export function judge({ statusCode = 0, statusMessage, headers }: AnswerHead, body: Buffer): Outcome {
  if (statusCode >= 200 && statusCode < 300) return { kind: "delivered", body };
  const reason = `HTTP ${statusCode} ${statusMessage ?? ""}`.trim();
  if (passing.has(statusCode)) {
    const afterMillis = retryAfterMillis(headers["retry-after"]);
    return { kind: "away", reason, afterMillis, isUnreachable: false, remedy: "It is asked again." };
  }
  if (statusCode === 413) return { kind: "too-large", reason };
  if (statusCode === 400) return { kind: "unreadable", reason };
  if (statusCode < 400) return { kind: "misconfigured", reason: redirect(reason, headers.location), remedy: hint };
  if (statusCode >= 500 || statusCode === 422) return { kind: "refused", reason };
  return {
    kind: "misconfigured",
    reason,
    remedy: hints[statusCode] === undefined ? hint : `${hint} ${hints[statusCode]}`,
  };
}

/** Telemetry goes where the settings say, and nowhere else. */
function redirect(reason: string, location: string | undefined): string {
  const target = URL.parse(location ?? "");
  return `${reason}${target === null ? "" : ` to ${target.protocol}//${target.host}`}, and redirects are not followed`;
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. What is neither, or in the past, says nothing. */
export function retryAfterMillis(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const millis = /^\d+$/u.test(text) ? Number(text) * 1000 : dateMillis(text) - Date.now();
  return millis > 0 ? Math.min(millis, maxRetryAfterMillis) : undefined;
}

/** `Date.parse` takes much for a date, `-5` for example: an HTTP date begins with a day's name. */
function dateMillis(text: string): number {
  return /^[A-Z][a-z]{2,8},? /u.test(text) ? Date.parse(text) : NaN;
}
