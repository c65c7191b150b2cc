import assert from "node:assert/strict";
import { defaultTextMapGetter, propagation, ROOT_CONTEXT, type SpanKind, trace } from "@opentelemetry/api";
import { decodeOtlp } from "../../../test/otlp-protobuf.ts";
import { readConfig } from "../src/config.ts";
import { AttributeWriter } from "../src/engine/attributes.ts";
import { Outbox } from "../src/engine/outbox.ts";
import { Sampler } from "../src/engine/sampler.ts";
import { SpanSink } from "../src/engine/span-sink.ts";
import { SpanWriter } from "../src/engine/span-writer.ts";
import { EngineTracerProvider } from "../src/engine/tracer.ts";
import type { Segment } from "../src/engine/message.ts";
import { writeRequest } from "../src/engine/worker/request.ts";
import { RequestEncoder } from "../src/engine/worker/request-encoder.ts";
import { createPropagator } from "../src/propagator.ts";
import { createRedactor } from "../src/redact.ts";

/** Numbers that look random and are the same in every run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const pieces = [
  "a",
  "\u0000",
  "\ud800",
  "\udfff",
  "😀",
  "\ufeff",
  "\u202e",
  "\u001b[2J",
  "\r\n",
  "</script>",
  "é",
  "日本",
  "%",
  "=",
  ",",
  ";",
  '"',
  "-",
  "00",
  "ff",
  " ",
  "password=",
  "eyJhbGciOiJIUzI1NiJ9.",
  "4111 1111 1111 1111",
];

type Random = (below: number) => number;

function randomText(random: Random): string {
  let text = "";
  const count = random(12);
  for (let i = 0; i < count; i++) {
    text += random(4) === 0 ? String.fromCharCode(random(65_536)) : (pieces[random(pieces.length)] ?? "");
  }
  return text;
}

/** Typed as one of the API so that it can be given to it. */
function randomValue(random: Random, depth = 0): string | number | boolean {
  return anyValue(random, depth) as string;
}

function anyValue(random: Random, depth: number): unknown {
  switch (random(depth > 3 ? 7 : 10)) {
    case 0:
      return random(2) === 0;
    case 1:
      return random(2 ** 32) - 2 ** 31;
    case 2:
      return [Number.NaN, -0, 1e308, 5e-324, -Infinity, 2 ** 63][random(6)];
    case 3:
      return Buffer.from(randomText(random));
    case 7:
      return Array.from({ length: random(5) }, () => randomValue(random, depth + 1));
    case 8:
      return Object.fromEntries(
        Array.from({ length: random(5) }, () => [randomText(random), randomValue(random, depth + 1)]),
      );
    default:
      return randomText(random);
  }
}

/** Encodes `count` spans of random names and values; every request must be one that a strict reader reads. */
export function fuzzValues(count: number): { spans: number; values: number } {
  const { limits, sampler } = readConfig({}, () => {});
  const redactor = createRedactor({ enabled: true, keys: [] });
  const segments: Segment[] = [];
  const lost: string[] = [];
  const outbox = new Outbox({
    signal: "traces",
    delayMillis: 60_000,
    send: (sent) => segments.push(...sent),
    hasRoom: () => true,
    lost: (reason) => lost.push(reason),
  });
  const provider = new EngineTracerProvider({
    sink: new SpanSink(limits, new SpanWriter(redactor, limits), outbox, []),
    sampler: new Sampler(sampler),
    scopeAttributes: new AttributeWriter(26, { redactor, maxTextLength: limits.attributeValueLength }),
    flush: async () => {},
  });
  const tracer = provider.getTracer("fuzz");
  const random = randomNumbers(count);
  const found = { spans: 0, values: 0 };
  for (let index = 0; index < count; index++) {
    const span = tracer.startSpan(randomText(random), { kind: random(9) as SpanKind });
    for (let i = 0; i < 9; i++) span.setAttribute(`${i} ${randomText(random)}`, randomValue(random));
    span.addEvent(randomText(random), { value: randomValue(random) });
    span.setStatus({ code: random(5), message: randomText(random) }).end();
    if (segments.length > 0) read(segments.splice(0), found);
  }
  outbox.flush();
  read(segments, found);
  if (lost.length > 0) throw new Error(`${lost.length} spans were lost: ${lost[0]}`);
  return found;
}

const json = new RequestEncoder("traces", true);

/** What the strict reader found as JSON has it, where numbers are finite and each span has a status. */
function asJson(message: unknown): unknown {
  const finite = (_key: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  const withStatus = (_key: string, value: { spanId?: unknown; kind?: unknown }): unknown =>
    value?.spanId !== undefined && value.kind !== undefined ? { status: { code: 0 }, ...value } : value;
  return JSON.parse(JSON.stringify(message, finite), withStatus);
}

function read(segments: readonly Segment[], found: { spans: number; values: number }): void {
  const message = decodeOtlp("/v1/traces", writeRequest(new Uint8Array(), segments)) as {
    resourceSpans: { scopeSpans: { spans: { attributes: unknown[] }[] }[] }[];
  };
  assert.deepEqual(JSON.parse(json.encode(new Uint8Array(), segments).toString()), asJson(message));
  for (const { scopeSpans } of message.resourceSpans) {
    for (const { spans } of scopeSpans) {
      found.spans += spans.length;
      for (const { attributes } of spans) found.values += attributes.length;
    }
  }
}

/** Reads `count` random sets of headers and writes what was understood; gives the largest that was written. */
export function fuzzHeaders(count: number): number {
  const propagator = createPropagator(readConfig({}, () => {}));
  const random = randomNumbers(count);
  const id = (): string =>
    random(5) === 0 ? randomText(random) : "0af7651916cd43dd8448eb211c80319c".slice(random(20));
  const header = (): unknown => [randomText(random), [randomText(random), randomText(random)], 5, null, {}][random(8)];
  let largest = 0;
  for (let index = 0; index < count; index++) {
    const carrier = {
      traceparent: random(2) === 0 ? `0${random(3)}-${id()}-${id().slice(0, 16)}-0${random(4)}` : header(),
      tracestate: Array.from({ length: random(5) }, () => `${randomText(random)}=${randomText(random)}`).join(","),
      baggage: random(4) === 0 ? header() : `${randomText(random)}=${randomText(random)},__proto__=1;a`,
    };
    const extracted = propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
    const written: Record<string, string> = {};
    propagator.inject(extracted, written, { set: (target, key, value) => (target[key] = value) });
    trace.getSpanContext(extracted);
    propagation.getBaggage(extracted);
    for (const value of Object.values(written)) largest = Math.max(largest, Buffer.byteLength(value));
  }
  return largest;
}
