import { SpanKind, SpanStatusCode, TraceFlags, type HrTime } from "@opentelemetry/api";
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { expect, test } from "vitest";
import { countItems } from "../sink/protobuf.ts";

type Span = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];
type LogRecord = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number];

const time: HrTime = [1_700_000_000, 5];
const resourceOf = (service: string) =>
  ({ attributes: { "service.name": service }, getRawAttributes: () => [], asyncAttributesPending: false }) as never;

function span(service: string, scope: string): Span {
  return {
    name: "work",
    kind: SpanKind.SERVER,
    spanContext: () => ({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: TraceFlags.SAMPLED,
    }),
    startTime: time,
    endTime: time,
    duration: [0, 0],
    status: { code: SpanStatusCode.UNSET },
    attributes: { "http.route": "/orders/:id", size: 300, share: 0.5, list: ["a", "b"] },
    links: [],
    events: [{ name: "event", time, attributes: { spans: "of an event are none" } }],
    ended: true,
    resource: resourceOf(service),
    instrumentationScope: { name: scope },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

test("spans of two services and three scopes, as OpenTelemetry's own encoder writes them", () => {
  const [shop, bank] = [resourceOf("shop"), resourceOf("bank")];
  const spans = ["http", "http", "pg"].map((scope) => ({ ...span("shop", scope), resource: shop }));
  const others = Array.from({ length: 300 }, () => ({ ...span("bank", "http"), resource: bank }));
  expect(countItems(ProtobufTraceSerializer.serializeRequest([...spans, ...others]) as Uint8Array)).toBe(303);
});

test("log records", () => {
  const record = {
    hrTime: time,
    hrTimeObserved: time,
    body: "order read",
    attributes: { order: 42 },
    droppedAttributesCount: 0,
    resource: resourceOf("shop"),
    instrumentationScope: { name: "winston" },
  } as LogRecord;
  expect(countItems(ProtobufLogsSerializer.serializeRequest([record, record]) as Uint8Array)).toBe(2);
});

test("an empty request holds nothing", () => {
  expect(countItems(new Uint8Array())).toBe(0);
});

test("a request that was cut off is an error, not a lower count", () => {
  const whole = ProtobufTraceSerializer.serializeRequest([span("shop", "http")]) as Uint8Array;
  expect(() => countItems(whole.subarray(0, -3))).toThrow("reaches beyond its message");
});
