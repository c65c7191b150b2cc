import type { ByteWriter } from "./bytes.ts";
import { writeBigEndian32, writeNanos } from "./fixed.ts";
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
  writeBigEndian32(bytes, at + 2, span.trace0);
  writeBigEndian32(bytes, at + 6, span.trace1);
  writeBigEndian32(bytes, at + 10, span.trace2);
  writeBigEndian32(bytes, at + 14, span.trace3);
  bytes[at + 18] = 18;
  at = id64(bytes, at + 19, span.span0, span.span1);
  if ((span.parent0 | span.parent1) !== 0) {
    bytes[at] = 34;
    at = id64(bytes, at + 1, span.parent0, span.parent1);
  }
  bytes[at] = 57;
  at = writeNanos(bytes, at + 1, span.startMillis);
  bytes[at] = 65;
  writer.at = writeNanos(bytes, at + 1, span.endMillis);
}

function id64(bytes: Buffer, at: number, high: number, low: number): number {
  bytes[at] = 8;
  writeBigEndian32(bytes, at + 1, high);
  writeBigEndian32(bytes, at + 5, low);
  return at + 9;
}
