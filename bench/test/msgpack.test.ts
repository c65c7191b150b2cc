import { expect, test } from "vitest";
import { countSpans } from "../sink/msgpack.ts";

const text = (value: string) => [0xa0 | value.length, ...Buffer.from(value)];
const zeros = (length: number) => Array.from({ length }, () => 0);

/** A span with one value of each type of the format: all must be stepped over. */
const values = [
  [0x7f],
  [0xff],
  [0xc0],
  [0xc3],
  [0xc4, 2, 1, 2],
  [0xc5, 0, 1, 9],
  [0xc6, 0, 0, 0, 1, 9],
  [0xc7, 1, 5, 9],
  [0xc8, 0, 1, 5, 9],
  [0xc9, 0, 0, 0, 1, 5, 9],
  [0xca, ...zeros(4)],
  [0xcb, ...zeros(8)],
  [0xcc, 0x91],
  [0xcd, ...zeros(2)],
  [0xce, ...zeros(4)],
  [0xcf, ...zeros(8)],
  [0xd0, 0],
  [0xd3, ...zeros(8)],
  [0xd4, 1, 0],
  [0xd8, 1, ...zeros(16)],
  [0xd9, 3, ...Buffer.from("abc")],
  [0xda, 0, 1, 0x61],
  [0xdb, 0, 0, 0, 1, 0x61],
  // {"meta": {"http.method": "GET"}}, and an array of 16 and a map of 16 bit
  [0x81, ...text("meta"), 0x81, ...text("http.method"), ...text("GET")],
  [0xdc, 0, 2, 1, 2],
  [0xdd, 0, 0, 0, 1, 0x90],
  [0xde, 0, 1, ...text("k"), 0x93, 1, 2, 3],
  [0xdf, 0, 0, 0, 1, ...text("k"), 0x80],
];
const span = [0xde, 0, values.length, ...values.flatMap((value) => [...text("key"), ...value])];

test("spans are counted over all traces, whatever they hold", () => {
  const long = [0xdc, 0, 20, ...Array.from({ length: 20 }, () => span).flat()];
  const body = Uint8Array.from([0xdd, 0, 0, 0, 3, 0x92, ...span, ...span, 0x90, ...long]);
  expect(countSpans(body)).toBe(22);
});

test("no traces", () => {
  expect(countSpans(Uint8Array.of(0x90))).toBe(0);
});

test("a body that is something else or was cut off is an error", () => {
  expect(() => countSpans(Uint8Array.of(0x81))).toThrow("expected an array before byte 1, got type 0x81");
  expect(() => countSpans(Uint8Array.from([0x91, 0x91, ...span.slice(0, -4)]))).toThrow("ends inside a value");
});
