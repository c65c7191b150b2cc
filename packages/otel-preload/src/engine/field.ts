import type { SpanContext } from "@opentelemetry/api";
import type { ByteWriter } from "./bytes.ts";
import { textOf } from "./text.ts";
import type { Ids } from "./ids.ts";

/** Bits of a span's flags beyond those of W3C (opentelemetry.proto.trace.v1.SpanFlags). */
const knowsRemote = 0x100;
const isRemote = 0x200;

export function writeTextField(writer: ByteWriter, tag: number, text: string): void {
  writer.byte(tag);
  writer.text(text);
}

/** Nothing for 0, which is the format's default. */
export function writeCount(writer: ByteWriter, tag: number, count: number): void {
  if (count === 0) return;
  writer.byte(tag);
  writer.varint(count);
}

export function writeMoment(writer: ByteWriter, tag: number, millis: number): void {
  writer.byte(tag);
  writer.nanos(millis);
}

export function writeTraceId(writer: ByteWriter, tag: number, ids: Ids): void {
  writer.reserve(18);
  writer.byte(tag);
  writer.byte(16);
  writer.id32(ids.trace0);
  writer.id32(ids.trace1);
  writer.id32(ids.trace2);
  writer.id32(ids.trace3);
}

export function writeSpanId(writer: ByteWriter, tag: number, ids: Ids): void {
  writer.reserve(10);
  writer.byte(tag);
  writer.byte(8);
  writer.id32(ids.span0);
  writer.id32(ids.span1);
}

/** `remote`: of the parent, or of what is linked to. */
export function spanFlags(traceFlags: number, remote: boolean): number {
  return (traceFlags & 0xff) | knowsRemote | (remote ? isRemote : 0);
}

export function writeTraceState(writer: ByteWriter, tag: number, state: SpanContext["traceState"]): void {
  const text = serialize(state);
  if (text !== "" && text.length <= maxTraceState) writeTextField(writer, tag, text);
}

/** Longer than any list of 32 members may be; cut it would be no such list. */
const maxTraceState = 8192;

/** Whatever the application gave for a trace state. */
function serialize(state: SpanContext["traceState"]): string {
  if (state === undefined) return "";
  try {
    return textOf(state.serialize());
  } catch {
    return "";
  }
}
