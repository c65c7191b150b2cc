import { expect, test } from "vitest";
import { RequestEncoder } from "../src/engine/worker/request-encoder.ts";

/** A log record, or a part of one, as protobuf: `length` below 2^21. */
const delimited = (tag: number, bytes: Uint8Array): Buffer => {
  const { length } = bytes;
  const varint = Buffer.of((length & 127) | 128, ((length >>> 7) & 127) | 128, length >>> 14);
  return Buffer.concat([Buffer.of(tag), varint, bytes]);
};

const segmentOf = (scope: string, ...bodies: readonly string[]) => ({
  head: delimited(10, delimited(10, Buffer.from(scope))),
  bytes: Buffer.concat(bodies.map((body) => delimited(18, delimited(42, delimited(10, Buffer.from(body)))))),
  count: bodies.length,
});

const recordsOf = (scope: string, ...bodies: readonly string[]) => ({
  scope: { name: scope },
  logRecords: bodies.map((stringValue) => ({ body: { stringValue } })),
});

test("JSON that is longer than the memory kept for it is whole, and so is what comes after it", () => {
  const encoder = new RequestEncoder("logs", true);
  const encode = (...segments: Parameters<RequestEncoder["encode"]>[1]): unknown =>
    JSON.parse(encoder.encode(new Uint8Array(), segments).toString());
  const [long, control, wide] = ["x".repeat(1_500_000), "\u0001".repeat(300_000), "é😀".repeat(100_000)];
  expect(encode(segmentOf("one", "first", long, control), segmentOf("two", wide), segmentOf("one", "last"))).toEqual({
    resourceLogs: [{ scopeLogs: [recordsOf("one", "first", long, control, "last"), recordsOf("two", wide)] }],
  });
  expect(encode(segmentOf("one", "short"))).toEqual({ resourceLogs: [{ scopeLogs: [recordsOf("one", "short")] }] });
  expect(encode()).toEqual({ resourceLogs: [{}] });
});
