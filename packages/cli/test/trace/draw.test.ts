import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { drawTrace } from "../../src/trace/draw.ts";
import { buildTree, type TraceLog, type TraceSpan } from "../../src/trace/model.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const begin = 1_795_288_440_000n;
const at = (millis: number): bigint => (begin + BigInt(millis)) * 1_000_000n;

function span(
  spanId: string,
  parentSpanId: string | undefined,
  fields: Partial<TraceSpan> & { at: [number, number] },
): TraceSpan {
  const { at: times, ...rest } = fields;
  const plain = {
    service: "shop-orders",
    name: spanId,
    isError: false,
    statusMessage: "",
    attributes: {},
    exceptions: [],
  };
  return { spanId, parentSpanId, ...plain, start: at(times[0]), end: at(times[1]), ...rest };
}

const log = (spanId: string | undefined, millis: number, severity: string, line: string): TraceLog => ({
  spanId,
  time: at(millis),
  service: "shop-orders",
  severity,
  line,
});

const spans = [
  span("sql", "orders", {
    at: [20, 60],
    name: "INSERT orders",
    attributes: { "db.query.text": "INSERT INTO orders VALUES ($1)" },
  }),
  span("gateway", undefined, {
    at: [0, 120],
    name: "POST /orders",
    service: "shop-gateway",
    attributes: { "http.response.status_code": "500" },
    isError: true,
  }),
  span("orders", "gateway", {
    at: [10, 100],
    name: "POST /orders",
    isError: true,
    statusMessage: "boom",
    exceptions: [{ type: "TypeError", message: "no doll" }],
  }),
  span("late", "never-stored", { at: [110, 120], name: "consume" }),
];
const logs = [
  log("orders", 50, "error", "failed\n    at stack"),
  log("orders", 15, "info", "placed"),
  log("gone", 70, "warn", "elsewhere"),
];

test("spans hang below their parents in the order of time, logs and exceptions below their span", () => {
  expect(drawTrace(traceId, buildTree(spans, logs), { colour: false, width: 120 })).toMatchInlineSnapshot(`
    [
      "trace 4bf92f3577b34da6a3ce929d0e0e4736  2026-11-21T19:14:00.000Z, 120 ms, 4 spans, 2 services, 2 errors",
      "",
      "shop-gateway POST /orders        ████████████████████████    120 ms  error  http.response.status_code=500",
      "└─ shop-orders POST /orders        ██████████████████       90.0 ms  error: boom",
      "   │   ✗ TypeError: no doll",
      "   │   info  placed",
      "   │   error failed",
      "   └─ shop-orders INSERT orders      ████████               40.0 ms  db.query.text=INSERT INTO orders VALUES ($1)",
      "shop-orders consume                                    ██   10.0 ms  its parent is not stored",
      "",
      "log lines outside of these spans:",
      "  shop-orders warn  elsewhere",
    ]
  `);
});

test("colours change nothing of the text", () => {
  const tree = buildTree(spans, logs);
  const plain = drawTrace(traceId, tree, { colour: false, width: 120 });
  const coloured = drawTrace(traceId, tree, { colour: true, width: 120 });
  expect(coloured.join("\n")).not.toBe(plain.join("\n"));
  expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(plain);
});

test("lines end at the terminal's width", () => {
  for (const colour of [false, true]) {
    const lines = drawTrace(traceId, buildTree(spans, logs), { colour, width: 60 });
    expect(Math.max(...lines.slice(2).map((line) => stripVTControlCharacters(line).length))).toBe(60);
  }
});

test("what a traced service was told cannot steer the terminal", () => {
  const evil = "\u001b]0;title\u0007\u001b[2J\u202Egnp";
  const tree = buildTree(
    [
      span("a", undefined, {
        at: [0, 1],
        name: evil,
        service: evil,
        statusMessage: evil,
        isError: true,
        attributes: { "error.type": evil },
        exceptions: [{ type: evil, message: evil }],
      }),
    ],
    [log("a", 0, "info", evil), log(undefined, 0, evil, evil)],
  );
  const text = drawTrace(traceId, tree, { colour: false, width: 500 }).join("\n");
  expect(text).toContain("title");
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test("deep and wide traces stay readable", () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    span(`s${index}`, index === 0 ? undefined : `s${index - 1}`, { at: [index, 400], name: `call ${"x".repeat(80)}` }),
  );
  const lines = drawTrace(traceId, buildTree(many, []), { colour: false, width: 160 });
  expect(lines).toHaveLength(202);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(160);
});
