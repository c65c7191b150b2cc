import { judge, maxRetryAfterMillis, type Outcome } from "../answer-status.ts";
import type { CallAnswer } from "./call.ts";
import { readMessage } from "./message.ts";
import { retryDelayMillis } from "./retry-info.ts";

const names = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** OTLP/gRPC, "Failures": those that may be tried again; RESOURCE_EXHAUSTED only when it says so. */
const passing: ReadonlySet<string> = new Set([
  "CANCELLED",
  "DEADLINE_EXCEEDED",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

const token = "It wants a valid token: check OTEL_EXPORTER_OTLP_HEADERS.";
const service = "It takes no such telemetry: check OTEL_EXPORTER_OTLP_ENDPOINT, and the collector's pipelines.";
const remedies: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: token,
  PERMISSION_DENIED: "The token may not write there: check OTEL_EXPORTER_OTLP_HEADERS.",
  UNIMPLEMENTED: service,
  NOT_FOUND: service,
};

/** How gRPC's implementations say it: "received message larger than max", "message exceeds maximum size", "message length too large". */
const tooLarge = /message.*(?:larger than|exceeds|too large)/iu;

/** What the answer to an Export call means for its items. */
export function judgeCall({ status, httpStatus, message, details, body }: CallAnswer): Outcome {
  if (status === undefined) return judgeOther(httpStatus);
  if (status === 0) return { kind: "delivered", body: readMessage(body) };
  const name = names[status] ?? String(status);
  const delay = retryDelayMillis(details);
  const kind = kindOf(name, message, delay !== undefined);
  const reason = describe(name, message);
  if (kind === "away") return { kind, reason, isUnreachable: false, remedy: "It is asked again.", ...after(delay) };
  if (kind === "misconfigured") return { kind, reason, remedy: remedies[name] ?? "" };
  return { kind, reason: firstOf(kind, name, reason) };
}

function kindOf(name: string, message: string, hasRetryInfo: boolean): Exclude<Outcome["kind"], "delivered"> {
  const isExhausted = name === "RESOURCE_EXHAUSTED";
  if ((isExhausted || name === "OUT_OF_RANGE") && tooLarge.test(message)) return "too-large";
  if (passing.has(name) || (isExhausted && hasRetryInfo)) return "away";
  if (name === "INVALID_ARGUMENT") return "unreadable";
  return Object.hasOwn(remedies, name) ? "misconfigured" : "refused";
}

function after(delay: number | undefined): { readonly afterMillis?: number } {
  return delay === undefined || delay === 0 ? {} : { afterMillis: Math.min(delay, maxRetryAfterMillis) };
}

function describe(name: string, message: string): string {
  return message === "" ? `gRPC ${name}` : `gRPC ${name}, ${message}`;
}

const first = new Map<string, string>();

/** What is said once for each distinct reason: a message may have a size or an id in it, and would be another every time. */
function firstOf(kind: string, name: string, reason: string): string {
  const key = `${kind} ${name}`;
  const said = first.get(key) ?? reason;
  first.set(key, said);
  return said;
}

/** Who answers without a status of gRPC is a proxy, or another server. */
function judgeOther(httpStatus: number): Outcome {
  const remedy = "Does OTEL_EXPORTER_OTLP_ENDPOINT name the collector's port for gRPC, usually 4317?";
  if (httpStatus === 200)
    return { kind: "misconfigured", reason: "what answers there speaks HTTP/2, but not gRPC", remedy };
  const outcome = judge({ statusCode: httpStatus, statusMessage: "", headers: {} }, Buffer.alloc(0));
  return outcome.kind === "misconfigured" ? { ...outcome, remedy } : outcome;
}
