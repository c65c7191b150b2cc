import assert from "node:assert/strict";
import type { Arrived, Check, Here } from "./check.ts";
import { objectOf, type SentValue } from "./sent.ts";

const make =
  (attributes: object) =>
  ({ tracer, logger }: Here): void => {
    const span = tracer.startSpan("it");
    for (const [key, value] of Object.entries(attributes)) span.setAttribute(key, value);
    span.end();
    logger.emit({ body: "it", attributes: { ...attributes } });
  };

/** The same on a span and on a log record: both have the specification's standard attributes. */
function expectBoth({ span, records }: Arrived, expected: Readonly<Record<string, SentValue>>): void {
  assert.deepEqual(plain(objectOf(span("it").attributes)), expected);
  assert.deepEqual(plain(objectOf(records[0]?.attributes ?? [])), expected);
}

/** OTLP/JSON allows 64 bit numbers as text and as number. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) => (key === "intValue" ? Number(inner) : inner));
}

/** Heading "Span attributes". */
export const checks: readonly Check[] = [
  {
    row: "Span attributes › SetAttribute",
    inProcess({ tracer }) {
      const span = tracer.startSpan("it", { attributes: { born: 1, changed: "before" } });
      span.setAttribute("changed", "after").setAttributes({ one: 1, two: 2 });
      span.end();
    },
    arrived({ span }) {
      assert.deepEqual(plain(objectOf(span("it").attributes)), {
        born: { intValue: 1 },
        changed: { stringValue: "after" },
        one: { intValue: 1 },
        two: { intValue: 2 },
      });
    },
  },
  {
    row: "Span attributes › Set order preserved",
    inProcess: make({ zebra: 1, apple: 2, mango: 3, 7: 4 }),
    arrived({ span }) {
      // JavaScript itself puts keys that are integers first.
      assert.deepEqual(
        span("it").attributes.map(([key]) => key),
        ["7", "zebra", "apple", "mango"],
      );
    },
  },
  {
    row: "Span attributes › String type",
    inProcess: make({ text: "plain", empty: "" }),
    arrived: (sent) => expectBoth(sent, { text: { stringValue: "plain" }, empty: { stringValue: "" } }),
  },
  {
    row: "Span attributes › Boolean type",
    inProcess: make({ yes: true, no: false }),
    arrived: (sent) => expectBoth(sent, { yes: { boolValue: true }, no: { boolValue: false } }),
  },
  {
    row: "Span attributes › Double floating-point type",
    inProcess: make({ pi: 3.14159, tiny: 5e-324, below: -0.5, huge: 1e300 }),
    arrived: (sent) =>
      expectBoth(sent, {
        pi: { doubleValue: 3.14159 },
        tiny: { doubleValue: 5e-324 },
        below: { doubleValue: -0.5 },
        huge: { doubleValue: 1e300 },
      }),
  },
  {
    row: "Span attributes › Signed int64 type",
    inProcess: make({ zero: 0, below: -1, safe: 9007199254740991, least: -9007199254740991 }),
    arrived: (sent) =>
      expectBoth(sent, {
        zero: { intValue: 0 },
        below: { intValue: -1 },
        safe: { intValue: 9007199254740991 },
        least: { intValue: -9007199254740991 },
      }),
  },
  {
    row: "Span attributes › Array of primitives (homogeneous)",
    inProcess(here) {
      const changed = ["before"];
      make({ texts: ["a", ""], numbers: [1, 2.5], flags: [true, false], none: [], changed })(here);
      // A span holds what it was given, not what becomes of it.
      changed.push("after");
    },
    arrived: (sent) =>
      expectBoth(sent, {
        texts: { arrayValue: { values: [{ stringValue: "a" }, { stringValue: "" }] } },
        numbers: { arrayValue: { values: [{ intValue: 1 }, { doubleValue: 2.5 }] } },
        flags: { arrayValue: { values: [{ boolValue: true }, { boolValue: false }] } },
        none: { arrayValue: {} },
        changed: { arrayValue: { values: [{ stringValue: "before" }] } },
      }),
  },
  {
    row: "Span attributes › `null` values documented as invalid/undefined",
    inProcess(here) {
      make({ nothing: null, missing: undefined, there: 1 })(here);
    },
    arrived: (sent) => expectBoth(sent, { there: { intValue: 1 } }),
  },
  {
    row: "Span attributes › Unicode support for keys and string values",
    inProcess: make({ "schlüssel 鍵 🔑": "größe 大きさ 🐘", half: "cut \ud83d" }),
    arrived: (sent) =>
      expectBoth(sent, {
        "schlüssel 鍵 🔑": { stringValue: "größe 大きさ 🐘" },
        half: { stringValue: "cut \ufffd" },
      }),
  },
  {
    row: "Logs › Reuse Standard Attributes",
    inProcess: make({ text: "a", whole: 1, part: 1.5, flag: true, list: ["a"] }),
    arrived: (sent) =>
      expectBoth(sent, {
        text: { stringValue: "a" },
        whole: { intValue: 1 },
        part: { doubleValue: 1.5 },
        flag: { boolValue: true },
        list: { arrayValue: { values: [{ stringValue: "a" }] } },
      }),
  },
];
