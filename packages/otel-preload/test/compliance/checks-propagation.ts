import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import {
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  type TextMapGetter,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import type { Check } from "./check.ts";

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const key = createContextKey("a key");

/** Sections "Context Propagation" and "Baggage". */
export const checks: readonly Check[] = [
  {
    row: "Context Propagation › Create Context Key",
    inProcess() {
      const second = createContextKey("another key");
      // The API for JavaScript shares a key among all who give it one name; the specification would not.
      assert.equal(createContextKey("a key"), key);
      const holder = ROOT_CONTEXT.setValue(key, 1).setValue(second, 2);
      assert.deepEqual([holder.getValue(key), holder.getValue(second)], [1, 2]);
    },
  },
  {
    row: "Context Propagation › Get value from Context",
    inProcess() {
      assert.equal(ROOT_CONTEXT.setValue(key, "held").getValue(key), "held");
      assert.equal(ROOT_CONTEXT.getValue(key), undefined);
    },
  },
  {
    row: "Context Propagation › Set value for Context",
    inProcess() {
      const before = ROOT_CONTEXT.setValue(key, "before");
      const after = before.setValue(key, "after");
      // A context never changes.
      assert.deepEqual([before.getValue(key), after.getValue(key)], ["before", "after"]);
    },
  },
  {
    row: "Context Propagation › Attach Context",
    async inProcess() {
      const holder = ROOT_CONTEXT.setValue(key, "attached");
      const seen = await context.with(holder, async () => {
        await setImmediate();
        return context.active().getValue(key);
      });
      assert.equal(seen, "attached");
      const bound = context.bind(holder, () => context.active().getValue(key));
      assert.equal(bound(), "attached");
    },
  },
  {
    row: "Context Propagation › Detach Context",
    inProcess() {
      const holder = ROOT_CONTEXT.setValue(key, "attached");
      const outside = context.active();
      context.with(holder, () => {
        context.with(ROOT_CONTEXT, () => assert.equal(context.active(), ROOT_CONTEXT));
        assert.equal(context.active(), holder);
      });
      assert.throws(() =>
        context.with(holder, () => {
          throw new Error("thrown inside");
        }),
      );
      assert.equal(context.active(), outside);
    },
  },
  {
    row: "Context Propagation › Get current Context",
    inProcess() {
      assert.equal(context.active().getValue(key), undefined);
      const holder = ROOT_CONTEXT.setValue(key, 1);
      context.with(holder, () => assert.equal(context.active(), holder));
    },
  },
  {
    row: "Context Propagation › Composite Propagator",
    inProcess() {
      const extracted = propagation.extract(ROOT_CONTEXT, { traceparent, baggage: "tenant=blue" });
      assert.equal(trace.getSpanContext(extracted)?.spanId, "b7ad6b7169203331");
      assert.equal(propagation.getBaggage(extracted)?.getEntry("tenant")?.value, "blue");
      const carrier = {};
      propagation.inject(extracted, carrier);
      assert.deepEqual(carrier, { traceparent, baggage: "tenant=blue" });
    },
  },
  {
    row: "Context Propagation › Global Propagator",
    inProcess: () => assert.notDeepEqual(propagation.fields(), []),
  },
  {
    row: "Context Propagation › TraceContext Propagator",
    inProcess() {
      const carrier: Record<string, string> = {};
      const extracted = propagation.extract(ROOT_CONTEXT, { traceparent, tracestate: "vendor=1" });
      propagation.inject(extracted, carrier);
      assert.deepEqual(carrier, { traceparent, tracestate: "vendor=1" });
      const wrong = ["00-0-0-01", traceparent.replace("00-", "ff-"), `00-${"0".repeat(32)}-b7ad6b7169203331-01`, ""];
      for (const header of wrong) {
        const spanContext = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent: header }));
        assert.equal(spanContext, undefined, header);
      }
      // A later version may have more parts; what is known of it counts.
      const later = propagation.extract(ROOT_CONTEXT, { traceparent: `${traceparent.replace("00-", "01-")}-more` });
      assert.equal(trace.getSpanContext(later)?.traceFlags, TraceFlags.SAMPLED);
    },
  },
  {
    row: "Context Propagation › TextMapPropagator",
    inProcess({ tracer }) {
      const span = tracer.startSpan("sender");
      const carrier: Record<string, string> = {};
      propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
      const { traceId, spanId } = span.spanContext();
      assert.deepEqual(carrier, { traceparent: `00-${traceId}-${spanId}-01` });
      tracer.startSpan("receiver", {}, propagation.extract(ROOT_CONTEXT, carrier)).end();
      span.end();
    },
    arrived: ({ span }) => assert.equal(span("receiver").parentSpanId, span("sender").spanId),
  },
  {
    row: "Context Propagation › Fields",
    inProcess: () => assert.deepEqual(propagation.fields().toSorted(), ["baggage", "traceparent", "tracestate"]),
  },
  {
    row: "Context Propagation › Setter argument",
    inProcess() {
      const carrier = new Map<string, string>();
      const extracted = propagation.extract(ROOT_CONTEXT, { traceparent });
      propagation.inject(extracted, carrier, { set: (map, name, value) => map.set(name, value) });
      assert.deepEqual([...carrier], [["traceparent", traceparent]]);
    },
  },
  {
    row: "Context Propagation › Getter argument",
    inProcess() {
      const carrier = new Map([["traceparent", traceparent]]);
      const getter: TextMapGetter<typeof carrier> = {
        get: (map, name) => map.get(name),
        keys: (map) => [...map.keys()],
      };
      const extracted = propagation.extract(ROOT_CONTEXT, carrier, getter);
      assert.equal(trace.getSpanContext(extracted)?.traceId, "0af7651916cd43dd8448eb211c80319c");
    },
  },
  {
    row: "Baggage › Basic support",
    inProcess() {
      const baggage = propagation
        .createBaggage({ tenant: { value: "blue" } })
        .setEntry("plan", { value: "gold" })
        .setEntry("gone", { value: "x" })
        .removeEntry("gone");
      const holder = propagation.setBaggage(ROOT_CONTEXT, baggage);
      context.with(holder, () => {
        const names = propagation.getActiveBaggage()?.getAllEntries();
        assert.deepEqual(names, [
          ["tenant", { value: "blue" }],
          ["plan", { value: "gold" }],
        ]);
      });
      assert.equal(propagation.getBaggage(propagation.deleteBaggage(holder)), undefined);
    },
  },
  {
    row: "Baggage › Use official header name `baggage`",
    inProcess() {
      const carrier: Record<string, string> = {};
      const baggage = propagation.createBaggage({ "user name": { value: "Zoë, 日本" } });
      propagation.inject(propagation.setBaggage(ROOT_CONTEXT, baggage), carrier);
      assert.deepEqual(carrier, { baggage: "user%20name=Zo%C3%AB%2C%20%E6%97%A5%E6%9C%AC" });
      const extracted = propagation.getBaggage(propagation.extract(ROOT_CONTEXT, carrier));
      assert.equal(extracted?.getEntry("user name")?.value, "Zoë, 日本");
    },
  },
];
