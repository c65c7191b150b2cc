import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  context,
  createTraceState,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import type { Check } from "./check.ts";
import { objectOf } from "./sent.ts";

const other: SpanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: TraceFlags.SAMPLED,
};

/** Headings "TracerProvider" to "SpanContext", and those after "Span". */
export const checks: readonly Check[] = [
  {
    row: "TracerProvider › Create TracerProvider",
    inProcess() {
      // The preload has made one and registered it: the global one records.
      assert.equal(trace.getTracer("any").startSpan("probe").isRecording(), true);
    },
  },
  {
    row: "TracerProvider › Get a Tracer",
    inProcess() {
      trace.getTracer("TracerProvider › Get a Tracer", "1.2.3").startSpan("versioned").end();
      // Specification, "Get a Tracer": an invalid name gives a working tracer.
      assert.equal(trace.getTracer("").startSpan("nameless").isRecording(), true);
      assert.equal(
        trace
          .getTracer(undefined as unknown as string)
          .startSpan("nameless")
          .isRecording(),
        true,
      );
    },
    arrived: ({ span }) => assert.equal(span("versioned").scope.version, "1.2.3"),
  },
  {
    row: "TracerProvider › Get a Tracer with schema_url",
    inProcess({ tracer }) {
      const schemaUrl = "https://opentelemetry.io/schemas/1.37.0";
      // Of the provider: the API's `trace.getTracer` hands no options on.
      const provider = trace.getTracerProvider();
      provider.getTracer("TracerProvider › Get a Tracer with schema_url", "", { schemaUrl }).startSpan("with").end();
      tracer.startSpan("without").end();
    },
    arrived({ span }) {
      assert.equal(span("with").scope.schemaUrl, "https://opentelemetry.io/schemas/1.37.0");
      assert.equal(span("without").scope.schemaUrl, undefined);
    },
  },
  {
    row: "TracerProvider › Associate Tracer with InstrumentationScope",
    inProcess({ tracer }) {
      tracer.startSpan("own").end();
      trace.getTracer("TracerProvider › Associate Tracer with InstrumentationScope", "2").startSpan("newer").end();
    },
    arrived({ span }) {
      assert.equal(span("own").scope.name, "TracerProvider › Associate Tracer with InstrumentationScope");
      assert.deepEqual([span("own").scope.version, span("newer").scope.version], [undefined, "2"]);
    },
  },
  {
    row: "TracerProvider › Safe for concurrent calls",
    async inProcess() {
      const one = async (): Promise<void> => {
        await setImmediate();
        trace.getTracer("TracerProvider › Safe for concurrent calls").startSpan("one").end();
      };
      await Promise.all(Array.from({ length: 20 }, one));
    },
    arrived: ({ spans }) => assert.equal(spans.length, 20),
  },
  {
    row: "Trace / Context interaction › Get active Span",
    inProcess({ tracer }) {
      const span = tracer.startSpan("held");
      const holder = trace.setSpan(ROOT_CONTEXT, span);
      assert.equal(trace.getSpan(holder), span);
      assert.equal(trace.getSpan(ROOT_CONTEXT), undefined);
      context.with(holder, () => assert.equal(trace.getActiveSpan(), span));
      span.end();
    },
  },
  {
    row: "Trace / Context interaction › Set active Span",
    inProcess({ tracer }) {
      const span = tracer.startSpan("set");
      context.with(trace.setSpan(context.active(), span), () => tracer.startSpan("below").end());
      assert.equal(trace.getActiveSpan(), undefined);
      span.end();
    },
    arrived: ({ span }) => assert.equal(span("below").parentSpanId, span("set").spanId),
  },
  {
    row: "SpanContext › IsValid",
    inProcess({ tracer }) {
      const span = tracer.startSpan("valid");
      assert.equal(isSpanContextValid(span.spanContext()), true);
      assert.equal(isSpanContextValid({ ...other, traceId: "0".repeat(32) }), false);
      assert.equal(isSpanContextValid({ ...other, spanId: "xyz" }), false);
      // An invalid parent is none.
      tracer.startSpan("orphan", {}, trace.setSpanContext(ROOT_CONTEXT, { ...other, spanId: "0".repeat(16) })).end();
      span.end();
    },
    arrived({ span }) {
      assert.equal(span("orphan").parentSpanId, "");
      assert.notEqual(span("orphan").traceId, other.traceId);
    },
  },
  {
    row: "SpanContext › IsRemote",
    inProcess({ tracer }) {
      const carrier = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
      const extracted = propagation.extract(ROOT_CONTEXT, carrier);
      assert.equal(trace.getSpanContext(extracted)?.isRemote, true);
      const child = tracer.startSpan("child", {}, extracted);
      assert.notEqual(child.spanContext().isRemote, true);
      child.end();
    },
    arrived: ({ span }) => assert.equal(span("child").flags & 0x300, 0x300),
  },
  {
    row: "SpanContext › Conforms to the W3C TraceContext spec",
    inProcess({ tracer }) {
      const traceState = createTraceState("vendor=1,other=2");
      const parent = trace.setSpanContext(ROOT_CONTEXT, { ...other, isRemote: true, traceState });
      const span = tracer.startSpan("child", {}, parent);
      const { traceId, spanId, traceFlags } = span.spanContext();
      assert.match(spanId, /^[0-9a-f]{16}$/u);
      assert.deepEqual([traceId, traceFlags], [other.traceId, TraceFlags.SAMPLED]);
      assert.equal(span.spanContext().traceState?.serialize(), "vendor=1,other=2");
      span.end();
      assert.match(tracer.startSpan("root").spanContext().traceId, /^(?!0{32})[0-9a-f]{32}$/u);
    },
    arrived: ({ span }) => assert.equal(span("child").traceState, "vendor=1,other=2"),
  },
  {
    row: "Span linking › Links can be recorded on span creation",
    inProcess({ tracer }) {
      const traceState = createTraceState("vendor=1");
      const link = { context: { ...other, isRemote: true, traceState }, attributes: { why: "batch" } };
      tracer.startSpan("linked", { links: [link] }).end();
    },
    arrived({ span }) {
      const [link] = span("linked").links;
      assert.equal(link?.traceId, other.traceId);
      assert.equal(link?.spanId, other.spanId);
      assert.equal(link?.traceState, "vendor=1");
      assert.equal(link?.flags, 0x301);
      assert.deepEqual(link?.attributes, [["why", { stringValue: "batch" }]]);
    },
  },
  {
    row: "Span linking › Links can be recorded after span creation",
    inProcess({ tracer }) {
      const span = tracer.startSpan("linked");
      span.addLink({ context: other }).addLinks([{ context: other }, { context: other }]);
      span.end();
    },
    arrived: ({ span }) => assert.equal(span("linked").links.length, 3),
  },
  {
    row: "Span linking › Links order is preserved",
    inProcess({ tracer }) {
      const link = (order: number): object => ({ context: other, attributes: { order } });
      const span = tracer.startSpan("linked", { links: [link(1), link(2)] as never });
      span.addLinks([link(3), link(4)] as never);
      span.end();
    },
    arrived({ span }) {
      const orders = span("linked").links.map(({ attributes }) => Number(objectOf(attributes)["order"]?.["intValue"]));
      assert.deepEqual(orders, [1, 2, 3, 4]);
    },
  },
  {
    row: "OTLP › SchemaURL in ResourceSpans and ScopeSpans",
    inProcess() {
      const tracer = trace
        .getTracerProvider()
        .getTracer("OTLP › SchemaURL in ResourceSpans and ScopeSpans", "1", { schemaUrl: "https://example.com/1" });
      tracer.startSpan("it").end();
    },
    // The resource has none: it names no schema.
    arrived: ({ span }) => assert.equal(span("it").scope.schemaUrl, "https://example.com/1"),
  },
  {
    row: "Span events › AddEvent",
    inProcess({ tracer }) {
      const span = tracer.startSpan("eventful");
      span.addEvent("plain");
      span.addEvent("with attributes", { size: 3 });
      span.addEvent("with time", [1_700_000_000, 5000]);
      span.addEvent("with both", { size: 3 }, new Date(1_700_000_000_001));
      span.end();
    },
    arrived({ span }) {
      const [plain, ...rest] = span("eventful").events;
      const { startTimeUnixNano, endTimeUnixNano } = span("eventful");
      const time = BigInt(plain?.timeUnixNano ?? 0);
      assert.ok(time >= BigInt(startTimeUnixNano) && time <= BigInt(endTimeUnixNano));
      const size = ["size", { intValue: "3" }];
      assert.deepEqual(
        rest.map(({ name, attributes }) => [name, JSON.parse(JSON.stringify(attributes).replaceAll(":3", ':"3"'))]),
        [
          ["with attributes", [size]],
          ["with time", []],
          ["with both", [size]],
        ],
      );
      assert.deepEqual(
        rest.slice(1).map(({ timeUnixNano }) => timeUnixNano),
        ["1700000000000005000", "1700000000001000000"],
      );
    },
  },
  {
    row: "Span events › Add order preserved",
    inProcess({ tracer }) {
      const span = tracer.startSpan("eventful");
      // Specification, "Add Events": the order of the calls, not of the times.
      span.addEvent("first", new Date(3000)).addEvent("second", new Date(1000)).addEvent("third", new Date(2000));
      span.end();
    },
    arrived: ({ span }) =>
      assert.deepEqual(
        span("eventful").events.map(({ name }) => name),
        ["first", "second", "third"],
      ),
  },
  {
    row: "Span events › Safe for concurrent calls",
    async inProcess({ tracer }) {
      const span = tracer.startSpan("eventful");
      const one = async (index: number): Promise<void> => {
        await setImmediate();
        span.addEvent(`event ${index}`);
      };
      await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)));
      span.end();
    },
    arrived: ({ span }) => assert.equal(span("eventful").events.length, 100),
  },
  {
    row: "Span exceptions › RecordException",
    inProcess({ tracer }) {
      const span = tracer.startSpan("failed");
      span.recordException(new RangeError("out of stock"));
      span.recordException("only a text");
      span.end();
    },
    arrived({ span }) {
      const { events } = span("failed");
      assert.deepEqual(
        events.map(({ name }) => name),
        ["exception", "exception"],
      );
      const [error, text] = events.map(({ attributes }) => objectOf(attributes));
      assert.deepEqual(error?.["exception.type"], { stringValue: "RangeError" });
      assert.deepEqual(error?.["exception.message"], { stringValue: "out of stock" });
      assert.match(String(error?.["exception.stacktrace"]?.["stringValue"]), /^RangeError: out of stock\n {4}at /u);
      assert.deepEqual(text, { "exception.message": { stringValue: "only a text" } });
      assert.deepEqual(span("failed").status, {});
    },
  },
];
