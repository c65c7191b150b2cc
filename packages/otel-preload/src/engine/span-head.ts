import type { ByteWriter } from "./bytes.ts";
import type { EngineSpan } from "./span.ts";

/** Two ids, the parent's and two moments, each with its tag. */
const maxBytes = 64;

/**
 * The fields of a span that every span has, of opentelemetry.proto.trace.v1.Span: `trace_id`, `span_id`,
 * `parent_span_id`, `start_time_unix_nano`, `end_time_unix_nano`. Their sizes are known: one look for room is enough.
 */
export function writeSpanHead(writer: ByteWriter, span: EngineSpan): void {
  writer.reserve(maxBytes);
  const { bytes } = writer;
  let at = writer.at;
  bytes[at] = 10;
  bytes[at + 1] = 16;
  bigEndian(bytes, at + 2, span.trace0);
  bigEndian(bytes, at + 6, span.trace1);
  bigEndian(bytes, at + 10, span.trace2);
  bigEndian(bytes, at + 14, span.trace3);
  bytes[at + 18] = 18;
  at = id64(bytes, at + 19, span.span0, span.span1);
  if ((span.parent0 | span.parent1) !== 0) {
    bytes[at] = 34;
    at = id64(bytes, at + 1, span.parent0, span.parent1);
  }
  bytes[at] = 57;
  at = moment(bytes, at + 1, span.startMillis);
  bytes[at] = 65;
  writer.at = moment(bytes, at + 1, span.endMillis);
}

function id64(bytes: Buffer, at: number, high: number, low: number): number {
  bytes[at] = 8;
  bigEndian(bytes, at + 1, high);
  bigEndian(bytes, at + 5, low);
  return at + 9;
}

/** As {@link ByteWriter.nanos}. */
function moment(bytes: Buffer, at: number, millis: number): number {
  const micros = Math.round(millis * 1000);
  const high = Math.floor(micros / 0x100000000);
  const low = (micros - high * 0x100000000) * 1000;
  const carry = Math.floor(low / 0x100000000);
  littleEndian(bytes, at, low - carry * 0x100000000);
  littleEndian(bytes, at + 4, high * 1000 + carry);
  return at + 8;
}

function bigEndian(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function littleEndian(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
