import assert from "node:assert/strict";
import { context, logs, ROOT_CONTEXT, SeverityNumber, trace } from "@opentelemetry/api";
import type { Check } from "./check.ts";
import { objectOf } from "./sent.ts";

const millis = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** Section "Logs". */
export const checks: readonly Check[] = [
  {
    row: "Logs › LoggerProvider.Get Logger",
    inProcess({ logger }) {
      const name = "Logs › LoggerProvider.Get Logger";
      const schemaUrl = "https://opentelemetry.io/schemas/1.37.0";
      logger.emit({ body: "plain" });
      logs.getLogger(name, "1.2.3", { schemaUrl }).emit({ body: "versioned" });
      logs.getLogger("").emit({ body: "nameless" });
    },
    arrived({ records }) {
      assert.deepEqual(
        records.map(({ body, scope }) => [body?.["stringValue"], scope.version, scope.schemaUrl]),
        [
          ["plain", undefined, undefined],
          ["versioned", "1.2.3", "https://opentelemetry.io/schemas/1.37.0"],
        ],
      );
    },
  },
  {
    row: "Logs › LoggerProvider.Get Logger accepts attributes",
    inProcess() {
      const attributes = { shard: "a", size: 3 };
      logs.getLogger("Logs › LoggerProvider.Get Logger accepts attributes", "", { attributes }).emit({ body: "it" });
    },
    arrived({ records }) {
      const attributes = objectOf(records[0]?.scope.attributes ?? []);
      assert.deepEqual(attributes["shard"], { stringValue: "a" });
      assert.equal(Number(attributes["size"]?.["intValue"]), 3);
    },
  },
  {
    row: "Logs › Logger.Emit(LogRecord)",
    inProcess({ logger }) {
      logger.emit({
        timestamp: new Date(millis),
        observedTimestamp: millis + 1,
        severityNumber: SeverityNumber.WARN2,
        severityText: "caution",
        body: { nested: { list: [1, "two", true, null] } },
        attributes: { where: "here", map: { inner: 1 } },
      });
      logger.emit({ body: "only a body" });
      logger.emit({ body: "failed", exception: new RangeError("out of stock") });
    },
    arrived({ records }) {
      const [full, bare, failed] = records;
      assert.equal(full?.timeUnixNano, `${millis}000000`);
      assert.equal(full?.observedTimeUnixNano, `${millis + 1}000000`);
      assert.deepEqual([full?.severityNumber, full?.severityText], [14, "caution"]);
      const body = JSON.stringify(full?.body);
      for (const part of ['"key":"nested"', '"key":"list"', '{"stringValue":"two"}', '{"boolValue":true}']) {
        assert.ok(body.includes(part), `${part} in ${body}`);
      }
      assert.deepEqual(objectOf(full?.attributes ?? [])["where"], { stringValue: "here" });
      assert.ok("kvlistValue" in (objectOf(full?.attributes ?? [])["map"] ?? {}));
      // What is not said is not sent, but when it was observed always is.
      assert.deepEqual([bare?.severityNumber, bare?.severityText, bare?.eventName], [undefined, undefined, undefined]);
      assert.match(bare?.observedTimeUnixNano ?? "", /^\d{19}$/u);
      const exception = objectOf(failed?.attributes ?? []);
      assert.deepEqual(exception["exception.type"], { stringValue: "RangeError" });
      assert.deepEqual(exception["exception.message"], { stringValue: "out of stock" });
    },
  },
  {
    row: "Logs › LogRecord.Set EventName",
    inProcess: ({ logger }) => logger.emit({ eventName: "order.placed", attributes: { "order.total": 12.5 } }),
    arrived({ records }) {
      assert.deepEqual(
        records.map(({ eventName }) => eventName),
        ["order.placed"],
      );
    },
  },
  {
    row: "OTLP › SchemaURL in ResourceLogs and ScopeLogs",
    inProcess() {
      const schemaUrl = "https://example.com/1";
      logs.getLogger("OTLP › SchemaURL in ResourceLogs and ScopeLogs", "1", { schemaUrl }).emit({ body: "it" });
    },
    arrived: ({ records }) => assert.equal(records[0]?.scope.schemaUrl, "https://example.com/1"),
  },
  {
    row: "Logs › Logger.Enabled",
    inProcess({ logger }) {
      assert.equal(logger.enabled({ severityNumber: SeverityNumber.DEBUG }), true);
    },
  },
  {
    row: "Logs › Trace Context Injection",
    inProcess({ logger, tracer }) {
      logger.emit({ body: "outside" });
      tracer.startActiveSpan("active", (span) => {
        logger.emit({ body: "implicit" });
        logger.emit({ body: "elsewhere", context: ROOT_CONTEXT });
        span.end();
      });
      const other = tracer.startSpan("explicit");
      logger.emit({ body: "explicit", context: trace.setSpan(context.active(), other) });
      other.end();
    },
    arrived({ records, span }) {
      const ids = Object.fromEntries(
        records.map(({ body, traceId, spanId, flags }) => [body?.["stringValue"], { traceId, spanId, flags }]),
      );
      const of = (name: string): object => ({ traceId: span(name).traceId, spanId: span(name).spanId, flags: 1 });
      const none = { traceId: "", spanId: "", flags: 0 };
      assert.deepEqual(ids, { outside: none, implicit: of("active"), elsewhere: none, explicit: of("explicit") });
    },
  },
];
