import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { cutText, toAttributes } from "../src/instrumentation/lib/log-attributes.ts";

class Money {
  readonly cents: number = 1250;
  toJSON(): object {
    return { amount: 12.5, currency: "EUR" };
  }
}

const circular: Record<string, unknown> = { name: "loop" };
circular["self"] = circular;

const throwing = {
  get bad(): never {
    throw new Error("never");
  },
  good: 1,
};

const hostile = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error("no keys for you");
    },
  },
);

test.for<[string, unknown, unknown]>([
  ["text", "a", "a"],
  ["a number", 1.5, 1.5],
  ["no number", Number.NaN, "NaN"],
  ["a BigInt", 2n ** 70n, "1180591620717411303424"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["a function", function named() {}, "[Function named]"],
  ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["no date", new Date(Number.NaN), "Invalid Date"],
  ["a regular expression", /a/gu, "/a/gu"],
  ["an address", new URL("http://a/b"), "http://a/b"],
  ["a buffer", Buffer.from("secret"), "[Buffer, 6 bytes]"],
  ["an array buffer", new ArrayBuffer(3), "[ArrayBuffer, 3 bytes]"],
  ["a promise", Promise.resolve(1), "[Promise]"],
  ["a boxed value", Object("boxed"), "boxed"],
  ["an array", [1, [2, undefined]], [1, [2, undefined]]],
  ["a set", new Set(["a", 1]), ["a", 1]],
  [
    "a map",
    new Map<unknown, unknown>([
      ["k", 1],
      [2, "v"],
      [{}, true],
    ]),
    { k: 1, 2: "v", "[Object 3]": true },
  ],
  ["toJSON", new Money(), { amount: 12.5, currency: "EUR" }],
  ["a circle", circular, { name: "loop", self: "[circular]" }],
  [
    "the same twice is no circle",
    { a: throwing.good, b: [circular["name"]], c: [circular["name"]] },
    { a: 1, b: ["loop"], c: ["loop"] },
  ],
  ["a getter that throws", throwing, { bad: "[threw: never]", good: 1 }],
  ["a proxy that throws", hostile, {}],
  ["an object without a prototype", Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
])("%s", ([, value, expected]) => {
  expect(toAttributes({ value })).toEqual({ value: expected });
});

test("what is empty is left out, and so are names that the record has elsewhere", () => {
  expect(toAttributes({ a: undefined, b: null, level: "info", c: false }, new Set(["level"]))).toEqual({ c: false });
});

test("an error within the fields has its parts, also one of another realm", () => {
  const foreign: unknown = runInContext("Object.assign(new TypeError('far away'), { code: 7 })", createContext());
  expect(toAttributes({ foreign })).toEqual({
    foreign: { type: "TypeError", message: "far away", code: 7, stack: expect.stringContaining("TypeError: far away") },
  });
});

describe("limits", () => {
  test("depth", () => {
    const deep = { a: { a: { a: { a: { a: { a: 1 } } } } } };
    expect(JSON.stringify(toAttributes(deep))).toBe('{"a":{"a":{"a":{"a":{"a":"[Object]"}}}}}');
  });

  test("items and keys", () => {
    const { list, wide } = toAttributes({
      list: Array.from({ length: 1000 }, (_, index) => index),
      wide: Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index])),
    }) as { list: unknown[]; wide: object };
    expect(list).toHaveLength(65);
    expect(list.at(-1)).toBe("[cut, 1000 items]");
    expect(Object.entries(wide)).toHaveLength(65);
    expect(wide).toMatchObject({ "…": "[cut, 100 keys]" });
  });

  test("all values together", () => {
    const row = Array.from({ length: 60 }, () => 1);
    const grid = Array.from({ length: 60 }, () => row);
    expect(JSON.stringify(toAttributes({ grid })).length).toBeLessThan(2500);
  });

  test("texts one by one and together", () => {
    const fields = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`t${index}`, "x".repeat(1_000_000)]));
    const result = toAttributes(fields);
    expect(result["t0"]).toMatch(/^x{7968}… \[cut, 1000000 characters\]$/u);
    expect(JSON.stringify(result).length).toBeLessThan(45_000);
  });

  test("a text that fits stays", () => {
    expect(cutText("abc", 3)).toBe("abc");
  });

  test("a huge object costs little", () => {
    const huge = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`k${index}`, Array.from({ length: 200 }, () => ({ a: { b: "c" } }))]),
    );
    const started = performance.now();
    for (let count = 0; count < 100; count++) toAttributes({ huge });
    expect((performance.now() - started) / 100).toBeLessThan(20);
  });
});
