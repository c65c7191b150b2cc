import { ByteWriter } from "../bytes.ts";
import type { Segment } from "../message.ts";

const resourceTag = 10; // ExportTraceServiceRequest.resource_spans, ExportLogsServiceRequest.resource_logs
const scopeTag = 18; // ResourceSpans.scope_spans, ResourceLogs.scope_logs

/** At most. */
export function requestBytes(resource: Uint8Array, segments: readonly Segment[]): number {
  return segments.reduce((sum, { head, bytes }) => sum + head.length + bytes.length + 8, resource.length + 16);
}

/** An OTLP request of these items: one resource, one entry for each scope. */
export function writeRequest(
  resource: Uint8Array,
  segments: readonly Segment[],
  into: Buffer = Buffer.allocUnsafeSlow(requestBytes(resource, segments)),
): Buffer {
  const writer = new ByteWriter(into);
  writer.byte(resourceTag);
  const from = writer.open();
  writer.raw(resource);
  for (const group of Map.groupBy(segments, ({ head }) => Buffer.from(head).toString("latin1")).values()) {
    writer.byte(scopeTag);
    const inner = writer.open();
    writer.raw((group[0] as Segment).head);
    for (const { bytes } of group) writer.raw(bytes);
    writer.close(inner);
  }
  writer.close(from);
  return writer.written;
}

/** The first `count` items of a segment, and the rest. Items stand one after the other, each with its tag of one byte and its length. */
function split({ head, bytes, count }: Segment, first: number): [Segment, Segment] {
  let at = 0;
  for (let i = 0; i < first; i++) at = skipItem(bytes, at);
  return [
    { head, bytes: bytes.subarray(0, at), count: first },
    { head, bytes: bytes.subarray(at), count: count - first },
  ];
}

function skipItem(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) return at + length;
  }
}

/** As many items as a request may hold; at least one. The rest stays in `waiting`. */
export function take(waiting: Segment[], maxItems: number, maxBytes: number): Segment[] {
  const taken: Segment[] = [];
  let [items, bytes] = [0, 0];
  while (waiting.length > 0) {
    const next = waiting[0] as Segment;
    const room = Math.min(maxItems - items, itemsWithin(next, maxBytes - bytes, items === 0));
    if (room <= 0) break;
    if (room >= next.count) taken.push(waiting.shift() as Segment);
    else {
      const [first, rest] = split(next, room);
      taken.push(first);
      waiting[0] = rest;
    }
    const added = taken.at(-1) as Segment;
    items += added.count;
    bytes += added.head.length + added.bytes.length;
  }
  return taken;
}

function itemsWithin(segment: Segment, maxBytes: number, atLeastOne: boolean): number {
  if (segment.bytes.length + segment.head.length <= maxBytes) return segment.count;
  let [at, items] = [0, 0];
  while (items < segment.count) {
    at = skipItem(segment.bytes, at);
    if (at + segment.head.length > maxBytes) break;
    items++;
  }
  return atLeastOne ? Math.max(1, items) : items;
}
