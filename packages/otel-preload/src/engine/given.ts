// What callers of the API give, whatever its types promised: read once, checked, never thrown at them.
import { type Link, type SpanContext, SpanKind, type SpanStatus, SpanStatusCode } from "@opentelemetry/api";
import * as diag from "../diag.ts";
import { AttributeList } from "./attribute-list.ts";
import type { SpanLink } from "./span.ts";
import { cutMark, textOf } from "./text.ts";

/** Reads what may throw; then it is said and `undefined`. */
export function attempt<T>(what: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    warnOfThrown(what, thrown);
    return undefined;
  }
}

/** The line of {@link attempt}, for those who read every time and want no function made for it. */
export function warnOfThrown(what: string, thrown: unknown): void {
  diag.warnOnce(`${what} threw when it was read: ${diag.describeError(thrown)}; it is left out`);
}

/** A link with its ids as they are now, or `undefined` for what is none. */
export function readLink(link: Link | null | undefined, attributeLimit: number): SpanLink | undefined {
  return attempt("a link", () => {
    if (typeof link?.context !== "object" || link.context === null) return undefined;
    const { traceId, spanId, traceFlags, traceState, isRemote } = link.context;
    if (typeof traceId !== "string" || typeof spanId !== "string") return undefined;
    const attributes = new AttributeList();
    attributes.setAll(link.attributes, attributeLimit);
    const { droppedAttributesCount: dropped } = link;
    if (isCount(dropped)) attributes.dropped += dropped;
    const flags = isCount(traceFlags) ? traceFlags : 0;
    const context: SpanContext = { traceId, spanId, traceFlags: flags, isRemote: isRemote === true };
    if (typeof traceState === "object" && traceState !== null) context.traceState = traceState;
    return { context, attributes };
  });
}

/** `undefined` for what is no status, and for Unset, which changes nothing. */
export function readStatus(status: SpanStatus | null | undefined): SpanStatus | undefined {
  return attempt("a status", () => {
    if (typeof status !== "object" || status === null) return undefined;
    const { code, message } = status;
    if (code === SpanStatusCode.OK) return { code };
    if (code !== SpanStatusCode.ERROR) return undefined;
    return typeof message === "string" ? { code, message } : { code };
  });
}

/** How many a list has; 0 for what is none. */
export function countOf(list: unknown): number {
  return attempt("a list", () => (Array.isArray(list) ? list.length : 0)) ?? 0;
}

/** One of the five kinds. */
export function kindOf(kind: unknown): SpanKind {
  return isCount(kind) && kind in SpanKind ? kind : SpanKind.INTERNAL;
}

/** A severity of the data model, 1 to 24; 0 for none. */
export function severityOf(severity: unknown): number {
  return isCount(severity) && severity <= 24 ? severity : 0;
}

/** Longer names, messages and the like are cut. */
const maxNameLength = 4096;

/** A text of a fixed field: not endless. */
export function nameOf(value: unknown): string {
  const text = textOf(value);
  if (text.length <= maxNameLength) return text;
  return text.slice(0, maxNameLength - 40) + cutMark(text.length);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}
