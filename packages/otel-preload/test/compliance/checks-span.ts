import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import type { Check } from "./check.ts";
import { objectOf } from "./sent.ts";

const remote: SpanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
};
/** 2026-01-02T03:04:05.678Z */
const millis = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const nanos = `${millis}000000`;

/** Heading "Span" of the matrix. */
export const checks: readonly Check[] = [
  {
    row: "Span › Create root span",
    inProcess({ tracer }) {
      tracer.startActiveSpan("outer", (outer) => {
        tracer.startSpan("root", { root: true }).end();
        outer.end();
      });
    },
    arrived({ span }) {
      assert.equal(span("root").parentSpanId, "");
      assert.notEqual(span("root").traceId, span("outer").traceId);
    },
  },
  {
    row: "Span › Create with default parent (active span)",
    inProcess({ tracer }) {
      tracer.startActiveSpan("parent", (parent) => {
        tracer.startSpan("child").end();
        parent.end();
      });
    },
    arrived({ span }) {
      assert.equal(span("child").parentSpanId, span("parent").spanId);
      assert.equal(span("child").traceId, span("parent").traceId);
    },
  },
  {
    row: "Span › Create with parent from Context",
    inProcess({ tracer }) {
      const own = tracer.startSpan("parent");
      tracer.startActiveSpan("active", (active) => {
        tracer.startSpan("child", {}, trace.setSpan(ROOT_CONTEXT, own)).end();
        tracer.startSpan("from afar", {}, trace.setSpanContext(ROOT_CONTEXT, remote)).end();
        active.end();
      });
      own.end();
    },
    arrived({ span }) {
      assert.equal(span("child").parentSpanId, span("parent").spanId);
      assert.equal(span("from afar").parentSpanId, remote.spanId);
      assert.equal(span("from afar").traceId, remote.traceId);
      // SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE and …_IS_REMOTE.
      assert.equal(span("from afar").flags & 0x300, 0x300);
      assert.equal(span("child").flags & 0x300, 0x100);
    },
  },
  {
    row: "Span › No explicit parent Span/SpanContext allowed",
    inProcess({ tracer }) {
      const stranger = tracer.startSpan("stranger");
      // The API's only parent is a Context: a `parent` in the options, as before 1.0, is nothing.
      tracer.startSpan("root", { parent: stranger } as object).end();
      stranger.end();
    },
    arrived: ({ span }) => assert.equal(span("root").parentSpanId, ""),
  },
  {
    row: "Span › UpdateName",
    inProcess({ tracer }) {
      tracer.startSpan("before").updateName("after").end();
    },
    arrived: ({ spans }) =>
      assert.deepEqual(
        spans.map(({ name }) => name),
        ["after"],
      ),
  },
  {
    row: "Span › User-defined start timestamp",
    inProcess({ tracer }) {
      tracer.startSpan("date", { startTime: new Date(millis) }).end();
      tracer.startSpan("number", { startTime: millis }).end();
      tracer.startSpan("seconds and nanoseconds", { startTime: [1_700_000_000, 123_456_000] }).end();
    },
    arrived({ span }) {
      assert.equal(span("date").startTimeUnixNano, nanos);
      assert.equal(span("number").startTimeUnixNano, nanos);
      assert.equal(span("seconds and nanoseconds").startTimeUnixNano, "1700000000123456000");
    },
  },
  {
    row: "Span › End",
    inProcess({ tracer }) {
      const span = tracer.startSpan("ended");
      tracer.startSpan("never ended");
      span.end();
      // Specification, "End": later calls change nothing, and children may end after their parent.
      span.updateName("renamed").setAttribute("late", 1).addEvent("late").setStatus({ code: SpanStatusCode.ERROR });
      span.end(new Date(millis));
    },
    arrived({ spans, span }) {
      assert.equal(spans.length, 1);
      const { attributes, events, status, startTimeUnixNano, endTimeUnixNano } = span("ended");
      assert.deepEqual({ attributes, events, status }, { attributes: [], events: [], status: {} });
      assert.ok(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano));
      assert.notEqual(endTimeUnixNano, nanos);
    },
  },
  {
    row: "Span › End with timestamp",
    inProcess({ tracer }) {
      tracer.startSpan("over", { startTime: millis - 5 }).end(new Date(millis));
      tracer.startSpan("long over", { startTime: millis - 5 }).end([millis / 1000 - 0.678, 678_000_001]);
    },
    arrived({ span }) {
      assert.equal(span("over").endTimeUnixNano, nanos);
      // To the microsecond: times are doubles of milliseconds.
      assert.equal(span("long over").endTimeUnixNano.slice(0, -3), nanos.slice(0, -3));
    },
  },
  {
    row: "Span › IsRecording",
    inProcess({ tracer }) {
      const span = tracer.startSpan("recording");
      assert.equal(span.isRecording(), true);
      span.end();
      assert.equal(trace.wrapSpanContext(remote).isRecording(), false);
    },
  },
  {
    row: "Span › IsRecording becomes false after End",
    inProcess({ tracer }) {
      const span = tracer.startSpan("ended");
      span.end();
      assert.equal(span.isRecording(), false);
    },
  },
  {
    row: "Span › Set status with StatusCode (Unset, Ok, Error)",
    inProcess({ tracer }) {
      const withStatus = (name: string, ...codes: SpanStatusCode[]): void => {
        const span = tracer.startSpan(name);
        for (const code of codes) span.setStatus({ code, message: `as ${code}` });
        span.end();
      };
      const { ERROR, OK, UNSET } = SpanStatusCode;
      withStatus("none");
      withStatus("unset", UNSET);
      withStatus("ok", OK);
      withStatus("error", ERROR);
      withStatus("ok is final", OK, ERROR, UNSET);
      withStatus("error, then ok", ERROR, OK);
      withStatus("unset is ignored", ERROR, UNSET);
    },
    arrived({ spans }) {
      // OTLP: 0 unset, 1 ok, 2 error. Only an error has a description.
      const statuses = Object.fromEntries(spans.map(({ name, status }) => [name, status]));
      assert.deepEqual(statuses, {
        none: {},
        unset: {},
        ok: { code: 1 },
        error: { code: 2, message: "as 2" },
        "ok is final": { code: 1 },
        "error, then ok": { code: 1 },
        "unset is ignored": { code: 2, message: "as 2" },
      });
    },
  },
  {
    row: "Span › Safe for concurrent calls",
    async inProcess({ tracer }) {
      const shared = tracer.startSpan("shared");
      const one = async (index: number): Promise<void> => {
        await setImmediate();
        shared.setAttribute(`from.${index}`, index);
        await setImmediate();
        shared.addEvent(`from ${index}`);
      };
      await Promise.all(Array.from({ length: 100 }, (_, index) => one(index)));
      shared.end();
    },
    arrived({ span }) {
      assert.equal(span("shared").attributes.length, 100);
      assert.equal(span("shared").events.length, 100);
    },
  },
  {
    row: "Span › events collection size limit",
    inProcess({ tracer }) {
      const span = tracer.startSpan("full");
      for (let index = 0; index < 130; index++) span.addEvent(`event ${index}`);
      span.end();
    },
    arrived({ span }) {
      assert.equal(span("full").events.length, 128);
      assert.equal(span("full").droppedEvents, 2);
    },
  },
  {
    row: "Span › attribute collection size limit",
    inProcess({ tracer }) {
      const span = tracer.startSpan("full");
      for (let index = 0; index < 130; index++) span.setAttribute(`key.${index}`, index);
      span.setAttribute("key.0", "again");
      span.end();
    },
    arrived({ span }) {
      const { attributes, droppedAttributes } = span("full");
      assert.equal(attributes.length, 128);
      assert.equal(droppedAttributes, 2);
      assert.deepEqual(objectOf(attributes)["key.0"], { stringValue: "again" });
    },
  },
  {
    row: "Span › links collection size limit",
    inProcess({ tracer }) {
      const links = Array.from({ length: 130 }, () => ({ context: remote }));
      tracer.startSpan("full", { links }).end();
    },
    arrived({ span }) {
      assert.equal(span("full").links.length, 128);
      assert.equal(span("full").droppedLinks, 2);
    },
  },
  {
    row: "Tracer › Create a new Span",
    inProcess({ tracer }) {
      tracer.startSpan("plain").end();
      const { INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER } = SpanKind;
      for (const kind of [INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER]) {
        tracer.startSpan(`kind ${kind}`, { kind, attributes: { "at.birth": true } }).end();
      }
    },
    arrived({ spans, span }) {
      // OTLP counts kinds from 1, INTERNAL.
      assert.deepEqual(
        spans.map(({ kind }) => kind),
        [1, 1, 2, 3, 4, 5],
      );
      assert.deepEqual(span("kind 1").attributes, [["at.birth", { boolValue: true }]]);
    },
  },
  {
    row: "Tracer › Get active Span",
    inProcess({ tracer }) {
      assert.equal(trace.getActiveSpan(), undefined);
      tracer.startActiveSpan("active", (span) => {
        assert.equal(trace.getActiveSpan(), span);
        span.end();
      });
    },
  },
  {
    row: "Tracer › Mark Span active",
    async inProcess({ tracer }) {
      await tracer.startActiveSpan("active", {}, ROOT_CONTEXT, async (span) => {
        await setImmediate();
        assert.equal(trace.getSpan(context.active()), span);
        span.end();
      });
      assert.equal(trace.getActiveSpan(), undefined);
    },
  },
  {
    row: "Tracer › Safe for concurrent calls",
    async inProcess({ tracer }) {
      const one = (index: number): Promise<void> =>
        tracer.startActiveSpan(`parent ${index}`, async (parent) => {
          await setImmediate();
          tracer.startSpan(`child ${index}`).end();
          parent.end();
        });
      await Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
    },
    arrived({ spans, span }) {
      assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, 100);
      for (let index = 0; index < 50; index++) {
        assert.equal(span(`child ${index}`).parentSpanId, span(`parent ${index}`).spanId);
      }
    },
  },
];
