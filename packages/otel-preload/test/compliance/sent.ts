import assert from "node:assert/strict";
import type { Receiver } from "../../../../test/otlp-receiver.ts";

/** An attribute as OTLP has it: `{ stringValue: "x" }`; tests of types need no friendlier form. */
export type SentValue = Readonly<Record<string, unknown>>;
export type SentAttribute = readonly [key: string, value: SentValue];

export interface SentEvent {
  readonly name: string;
  readonly timeUnixNano: string;
  readonly attributes: readonly SentAttribute[];
  readonly dropped: number;
}

export interface SentLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: readonly SentAttribute[];
  readonly dropped: number;
}

export interface SentScope {
  readonly name: string;
  readonly version: string | undefined;
  readonly schemaUrl: string | undefined;
  readonly attributes: readonly SentAttribute[];
}

export interface SentSpan {
  readonly scope: SentScope;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly SentAttribute[];
  readonly droppedAttributes: number;
  readonly events: readonly SentEvent[];
  readonly droppedEvents: number;
  readonly links: readonly SentLink[];
  readonly droppedLinks: number;
  readonly status: { readonly code?: number; readonly message?: string };
}

export interface SentRecord {
  readonly scope: SentScope;
  readonly body: SentValue | undefined;
  readonly attributes: readonly SentAttribute[];
  readonly droppedAttributes: number;
  readonly severityNumber: number | undefined;
  readonly severityText: string | undefined;
  readonly eventName: string | undefined;
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

/* oxlint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
/** Every field of what arrived; the receiver itself reads only what most tests need. */
export function spansOf(receiver: Receiver): SentSpan[] {
  return messagesOf(receiver, "resourceSpans", "scopeSpans").flatMap((group) =>
    (group.spans ?? []).map((span: any): SentSpan => readSpan(span, scopeOf(group))),
  );
}

export function recordsOf(receiver: Receiver): SentRecord[] {
  return messagesOf(receiver, "resourceLogs", "scopeLogs").flatMap((group) =>
    (group.logRecords ?? []).map((record: any): SentRecord => readRecord(record, scopeOf(group))),
  );
}

function messagesOf({ bodies }: Receiver, resources: string, scopes: string): any[] {
  return bodies
    .map((body) => JSON.parse(body))
    .flatMap((message) => message[resources] ?? [])
    .flatMap((group) => group[scopes] ?? []);
}

function scopeOf({ scope, schemaUrl }: any): SentScope {
  return { name: scope.name, version: scope.version, schemaUrl, attributes: attributesOf(scope) };
}

function attributesOf({ attributes = [] }: any): SentAttribute[] {
  return attributes.map(({ key, value }: any) => [key, value]);
}

function readSpan(span: any, scope: SentScope): SentSpan {
  return {
    ...span,
    scope,
    parentSpanId: span.parentSpanId ?? "",
    traceState: span.traceState ?? "",
    flags: span.flags ?? 0,
    attributes: attributesOf(span),
    droppedAttributes: span.droppedAttributesCount ?? 0,
    events: (span.events ?? []).map((event: any) => ({
      name: event.name,
      timeUnixNano: event.timeUnixNano,
      attributes: attributesOf(event),
      dropped: event.droppedAttributesCount ?? 0,
    })),
    droppedEvents: span.droppedEventsCount ?? 0,
    links: (span.links ?? []).map((link: any) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState ?? "",
      flags: link.flags ?? 0,
      attributes: attributesOf(link),
      dropped: link.droppedAttributesCount ?? 0,
    })),
    droppedLinks: span.droppedLinksCount ?? 0,
    // 0, unset, is what no code is.
    status: span.status?.code === 0 ? {} : (span.status ?? {}),
  };
}

function readRecord(record: any, scope: SentScope): SentRecord {
  return {
    ...record,
    scope,
    attributes: attributesOf(record),
    droppedAttributes: record.droppedAttributesCount ?? 0,
    traceId: record.traceId ?? "",
    spanId: record.spanId ?? "",
    flags: record.flags ?? 0,
  };
}
/* oxlint-enable typescript/no-explicit-any */

/** The one span of that name. */
export function spanNamed(spans: readonly SentSpan[], name: string): SentSpan {
  const found = spans.filter((span) => span.name === name);
  assert.equal(found.length, 1, `spans named ${name} among ${spans.map((span) => span.name).join(", ")}`);
  return found[0] as SentSpan;
}

/** Attributes as an object; the order is lost. */
export function objectOf(attributes: readonly SentAttribute[]): Readonly<Record<string, SentValue>> {
  return Object.fromEntries(attributes);
}
